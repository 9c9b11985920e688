import ai.timefold.solver.core.api.score.director.ScoreDirector;
import ai.timefold.solver.core.impl.heuristic.selector.move.factory.MoveIteratorFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A claim takes a place; who is in its way there takes the place that it leaves, or the nearest
 * one beside it, or any other, or is given up. With nobody in its way it is a plain change.
 */
public class Shoves implements MoveIteratorFactory<Day, Shove> {
    /** Claims that change at once at the most, and draws until a move is found. */
    private static final int MOST = 6;
    private static final int TRIES = 20;

    private List<Claim> claims;
    private List<List<Claim>> near;
    private List<Map<Integer, Place[]>> offered;

    @Override
    public void phaseStarted(ScoreDirector<Day> director) {
        Day day = director.getWorkingSolution();
        claims = new ArrayList<>();
        near = new ArrayList<>();
        offered = new ArrayList<>();
        for (int p = 0; p < day.book().providers; p++) {
            near.add(new ArrayList<>());
        }
        for (Claim claim : day.getClaims()) {
            if (claim.getPlaces().size() > 1) {
                claims.add(claim);
            }
            Map<Integer, List<Place>> places = new HashMap<>();
            for (Place place : claim.getPlaces()) {
                if (place.way != null) {
                    places.computeIfAbsent(place.way.provider, p -> new ArrayList<>()).add(place);
                }
            }
            Map<Integer, Place[]> sorted = new HashMap<>();
            places.forEach((provider, own) -> {
                own.sort(Comparator.comparingInt(place -> place.start));
                sorted.put(provider, own.toArray(new Place[0]));
                near.get(provider).add(claim);
            });
            offered.add(sorted);
        }
    }

    @Override
    public void phaseEnded(ScoreDirector<Day> director) {
        claims = null;
        near = null;
        offered = null;
    }

    @Override
    public long getSize(ScoreDirector<Day> director) {
        long size = 0;
        for (Claim claim : director.getWorkingSolution().getClaims()) {
            size += claim.getPlaces().size();
        }
        return size;
    }

    @Override
    public Iterator<Shove> createOriginalMoveIterator(ScoreDirector<Day> director) {
        throw new UnsupportedOperationException("shoves are drawn at random");
    }

    @Override
    public Iterator<Shove> createRandomMoveIterator(ScoreDirector<Day> director, Random random) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !claims.isEmpty();
            }

            @Override
            public Shove next() {
                for (int k = 0; k < TRIES; k++) {
                    Shove shove = draw(random);
                    if (shove != null) {
                        return shove;
                    }
                }
                return new Shove(Collections.emptyList(), Collections.emptyList());
            }
        };
    }

    private Shove draw(Random random) {
        Claim claim = claims.get(random.nextInt(claims.size()));
        Place old = claim.getPlace();
        Place to = any(claim, random);
        if (old.way != null && to.way != null && random.nextInt(3) == 0) {
            to = nearest(claim, random.nextBoolean() ? old.way.provider : to.way.provider,
                    old.start + 5 * (random.nextInt(13) - 6), null);
        }
        if (to == null || to == old) {
            return null;
        }
        List<Claim> moved = new ArrayList<>(MOST);
        List<Place> places = new ArrayList<>(MOST);
        moved.add(claim);
        places.add(to);
        if (to.way == null) {
            if (to.slot < 0 || random.nextInt(2) == 0) {
                return new Shove(moved, places);
            }
            for (Claim other : claims) {
                if (other != claim && other.getPlace().slot == to.slot) {
                    moved.add(other);
                    places.add(any(other, random));
                }
            }
            return new Shove(moved, places);
        }
        if (to.way.provider >= 0 && to.way.taken.length > 0) {
            for (Claim other : near.get(to.way.provider)) {
                if (other == claim || !to.meets(other.getPlace())) {
                    continue;
                }
                if (moved.size() == MOST) {
                    return null;
                }
                Place next = instead(other, old, to, random);
                if (next == null || next == other.getPlace() || to.meets(next)) {
                    return null;
                }
                moved.add(other);
                places.add(next);
            }
        }
        return new Shove(moved, places);
    }

    private Place instead(Claim claim, Place left, Place taken, Random random) {
        switch (random.nextInt(4)) {
            case 0:
                return left.way == null
                        ? any(claim, random)
                        : nearest(claim, left.way.provider, left.start, taken);
            case 1:
            case 2:
                int shift = 5 * (random.nextInt(13) - 6);
                return nearest(claim, taken.way.provider, claim.getPlace().start + shift, taken);
            default:
                return any(claim, random);
        }
    }

    private static Place any(Claim claim, Random random) {
        List<Place> places = claim.getPlaces();
        return places.get(random.nextInt(places.size()));
    }

    /** The place with a provider that starts nearest to a minute and is not in another's way. */
    private Place nearest(Claim claim, int provider, int minute, Place apart) {
        Place[] places = offered.get(claim.getNumber()).get(provider);
        if (places == null) {
            return null;
        }
        int after = 0;
        for (int high = places.length; after < high; ) {
            int middle = (after + high) >>> 1;
            if (places[middle].start < minute) {
                after = middle + 1;
            } else {
                high = middle;
            }
        }
        int before = after - 1;
        while (before >= 0 || after < places.length) {
            boolean later = before < 0
                    || after < places.length
                            && places[after].start - minute <= minute - places[before].start;
            Place place = places[later ? after++ : before--];
            if (apart == null || !place.meets(apart)) {
                return place;
            }
        }
        return null;
    }
}
