import ai.timefold.solver.core.api.score.buildin.hardsoftlong.HardSoftLongScore;
import ai.timefold.solver.core.api.score.calculator.IncrementalScoreCalculator;
import java.util.Arrays;

/**
 * What is broken and what the roster costs, kept up with every change: cover and wishes cell by
 * cell, and of people's rows those that have changed.
 */
public class Ledger implements IncrementalScoreCalculator<Roster, HardSoftLongScore> {
    private Book book;
    private int[][] rows;
    private int[][] there;
    private long[] loads;
    private long[] rowHard;
    private long[] rowSoft;
    private boolean[] isStale;
    private int[] stale;
    private int staleCount;
    private int[] counts;
    private long hard;
    private long soft;

    @Override
    public void resetWorkingSolution(Roster roster) {
        book = roster.book();
        rows = new int[book.people][book.days];
        there = new int[book.days][book.values];
        rowHard = new long[book.people];
        rowSoft = new long[book.people];
        isStale = new boolean[book.people];
        stale = new int[book.people];
        staleCount = 0;
        counts = new int[book.values];
        hard = 0;
        soft = book.base;
        for (Cell cell : roster.getCells()) {
            int value = cell.getValue() == null ? 0 : cell.getValue();
            rows[cell.person][cell.day] = value;
            there[cell.day][value]++;
            soft += book.prices[cell.person][cell.day][value];
        }
        for (int d = 0; d < book.days; d++) {
            for (int v = 1; v < book.values; v++) {
                hard += book.missing[d][v][there[d][v]];
                soft += book.cover[d][v][there[d][v]];
            }
        }
        for (int p = 0; p < book.people; p++) {
            touch(p);
        }
        if (book.loadPrice > 0) {
            load();
        }
    }

    private void load() {
        loads = new long[book.values];
        for (int p = 0; p < book.people; p++) {
            int value = rows[p][0];
            loads[value] += book.amounts[p];
            for (int other : book.apart[p]) {
                if (other < p && value > 0 && rows[other][0] == value) {
                    hard++;
                }
            }
        }
        for (int v = 1; v < book.values; v++) {
            soft += book.loadPrice * Math.abs(loads[v] - book.owed[v]);
        }
    }

    @Override
    public void beforeEntityAdded(Object entity) {}

    @Override
    public void afterEntityAdded(Object entity) {
        enter((Cell) entity);
    }

    @Override
    public void beforeVariableChanged(Object entity, String variable) {}

    @Override
    public void afterVariableChanged(Object entity, String variable) {
        enter((Cell) entity);
    }

    @Override
    public void beforeEntityRemoved(Object entity) {}

    @Override
    public void afterEntityRemoved(Object entity) {}

    @Override
    public HardSoftLongScore calculateScore() {
        for (int k = 0; k < staleCount; k++) {
            int p = stale[k];
            hard -= rowHard[p];
            soft -= rowSoft[p];
            judge(p);
            hard += rowHard[p];
            soft += rowSoft[p];
            isStale[p] = false;
        }
        staleCount = 0;
        return HardSoftLongScore.of(-hard, -soft);
    }

    private void enter(Cell cell) {
        int p = cell.person;
        int d = cell.day;
        int old = rows[p][d];
        int value = cell.getValue() == null ? 0 : cell.getValue();
        if (old == value) {
            return;
        }
        rows[p][d] = value;
        soft += book.prices[p][d][value] - book.prices[p][d][old];
        count(d, old, -1);
        count(d, value, 1);
        touch(p);
        if (book.loadPrice > 0) {
            take(p, old, -1);
            take(p, value, 1);
        }
    }

    /** A row leaves a value or gets one; of those apart from it the values are as they are. */
    private void take(int row, int value, int sign) {
        if (value == 0) {
            return;
        }
        soft -= book.loadPrice * Math.abs(loads[value] - book.owed[value]);
        loads[value] += sign * book.amounts[row];
        soft += book.loadPrice * Math.abs(loads[value] - book.owed[value]);
        for (int other : book.apart[row]) {
            if (rows[other][0] == value) {
                hard += sign;
            }
        }
    }

    private void count(int day, int value, int change) {
        int before = there[day][value];
        int after = before + change;
        there[day][value] = after;
        if (value > 0) {
            hard += book.missing[day][value][after] - book.missing[day][value][before];
            soft += book.cover[day][value][after] - book.cover[day][value][before];
        }
    }

    private void touch(int person) {
        if (!isStale[person]) {
            isStale[person] = true;
            stale[staleCount++] = person;
        }
    }

    private void judge(int person) {
        Rules rules = book.rules[person];
        int[] row = rows[person];
        rowHard[person] = 0;
        rowSoft[person] = 0;
        Arrays.fill(counts, 0);
        int before = rules.last;
        for (int value : row) {
            if (book.never[before][value]) {
                rowHard[person]++;
            }
            counts[value]++;
            before = value;
        }
        long minutes = 0;
        for (int v = 1; v < counts.length; v++) {
            minutes += (long) counts[v] * book.minutes[v];
            rowHard[person] += Math.max(0, counts[v] - rules.most[v]);
        }
        long beside =
                Math.max(0, Math.max(rules.leastMinutes - minutes, minutes - rules.mostMinutes));
        rowHard[person] += (beside + book.unit - 1) / book.unit;
        int shifts = rules.pastShifts + row.length - counts[0];
        miss(person, Math.max(rules.leastShifts - shifts, shifts - rules.mostShifts),
                rules.shiftPrice);
        weekends(person, rules, row);
        for (int r = 0; r < rules.runs.length; r++) {
            runs(person, rules.runs[r], book.inside[r], row);
        }
    }

    private void miss(int person, long amount, long price) {
        if (amount > 0 && price == 0) {
            rowHard[person] += amount;
        } else if (amount > 0) {
            rowSoft[person] += amount * price;
        }
    }

    private void weekends(int person, Rules rules, int[] row) {
        int worked = rules.pastWeekends;
        for (int day = 5; day < row.length; day += 7) {
            boolean saturday = row[day] > 0;
            boolean sunday = day + 1 < row.length && row[day + 1] > 0;
            if (saturday || sunday) {
                worked++;
            }
            if (saturday != sunday) {
                rowSoft[person] += rules.halfPrice;
            }
        }
        miss(person, worked - rules.mostWeekends, rules.weekendPrice);
    }

    /** A day inside that is one too many counts once, and each day that an ended run lacks. */
    private void runs(int person, Rules.Run run, boolean[] inside, int[] row) {
        int length = run.before;
        int missed = 0;
        boolean mayBeShort = run.isOpen;
        for (int value : row) {
            if (inside[value]) {
                length++;
                if (length > run.most) {
                    missed++;
                }
                continue;
            }
            if (length > 0 && length < run.least && !mayBeShort) {
                missed += run.least - length;
            }
            length = 0;
            mayBeShort = false;
        }
        miss(person, missed, run.price);
    }
}
