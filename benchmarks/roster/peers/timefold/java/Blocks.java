import ai.timefold.solver.core.api.score.director.ScoreDirector;
import ai.timefold.solver.core.impl.heuristic.selector.move.factory.MoveIteratorFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * Days that follow each other change together: two people exchange them, one person exchanges them
 * with days of the same length, or one person gets the same shift, or none, on all of them.
 */
public class Blocks implements MoveIteratorFactory<Roster, Exchange> {
    /** Days that change at once at the most, and draws until a move is found. */
    private static final int MOST = 14;
    private static final int TRIES = 20;

    /** How many of a hundred moves are between two people, and within one person. */
    private static final int BETWEEN = 60;
    private static final int WITHIN = 20;

    private Book book;
    private List<Cell> cells;

    @Override
    public void phaseStarted(ScoreDirector<Roster> director) {
        book = director.getWorkingSolution().book();
        cells = director.getWorkingSolution().getCells();
    }

    @Override
    public void phaseEnded(ScoreDirector<Roster> director) {
        book = null;
        cells = null;
    }

    @Override
    public long getSize(ScoreDirector<Roster> director) {
        Book asked = director.getWorkingSolution().book();
        return (long) asked.people * asked.people * asked.days * MOST;
    }

    @Override
    public Iterator<Exchange> createOriginalMoveIterator(ScoreDirector<Roster> director) {
        throw new UnsupportedOperationException("blocks are drawn at random");
    }

    @Override
    public Iterator<Exchange> createRandomMoveIterator(
            ScoreDirector<Roster> director, Random random) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !cells.isEmpty();
            }

            @Override
            public Exchange next() {
                for (int k = 0; k < TRIES; k++) {
                    Exchange exchange = draw(random);
                    if (exchange != null) {
                        return exchange;
                    }
                }
                return new Exchange(Collections.emptyList(), Collections.emptyList());
            }
        };
    }

    private Exchange draw(Random random) {
        int length = 1;
        int most = Math.min(MOST, book.days);
        while (length < most && random.nextInt(3) != 0) {
            length++;
        }
        int first = random.nextInt(book.days - length + 1);
        int person = random.nextInt(book.people);
        int kind = random.nextInt(100);
        if (kind < BETWEEN) {
            int other = random.nextInt(book.people);
            return other == person ? null : exchanged(person, first, other, first, length);
        }
        if (kind < BETWEEN + WITHIN) {
            int second = random.nextInt(book.days - length + 1);
            boolean meets = Math.abs(first - second) < length;
            return meets ? null : exchanged(person, first, person, second, length);
        }
        return given(person, first, length, random.nextInt(book.values));
    }

    private Exchange exchanged(int one, int first, int other, int second, int length) {
        List<Cell> changed = new ArrayList<>(2 * length);
        List<Integer> values = new ArrayList<>(2 * length);
        for (int k = 0; k < length; k++) {
            Cell here = cells.get(one * book.days + first + k);
            Cell there = cells.get(other * book.days + second + k);
            if (here.value.equals(there.value)) {
                continue;
            }
            if (!book.may[one][first + k][there.value] || !book.may[other][second + k][here.value]) {
                return null;
            }
            changed.add(here);
            values.add(there.value);
            changed.add(there);
            values.add(here.value);
        }
        return changed.isEmpty() ? null : new Exchange(changed, values);
    }

    private Exchange given(int person, int first, int length, int value) {
        List<Cell> changed = new ArrayList<>(length);
        for (int k = 0; k < length; k++) {
            Cell cell = cells.get(person * book.days + first + k);
            if (!book.may[person][first + k][value]) {
                return null;
            }
            if (cell.value != value) {
                changed.add(cell);
            }
        }
        return changed.isEmpty()
                ? null
                : new Exchange(changed, Collections.nCopies(changed.size(), value));
    }
}
