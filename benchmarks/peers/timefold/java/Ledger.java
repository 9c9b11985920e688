import ai.timefold.solver.core.api.score.buildin.hardsoftlong.HardSoftLongScore;
import ai.timefold.solver.core.api.score.calculator.IncrementalScoreCalculator;
import java.util.ArrayList;
import java.util.List;

/**
 * What is used of everything at each minute, kept up with every change: hard is what is too much,
 * in minutes; soft what the plan costs.
 */
public class Ledger implements IncrementalScoreCalculator<Day, HardSoftLongScore> {
    /** What one visit too many in the time of a double-booked one weighs, in minutes. */
    private static final int SECOND = 10;

    private Book book;
    private int[][] used;
    private int[] spanUses;
    private int[] capUses;
    private long[] limitUses;
    private List<List<Place>> ordinary;
    private List<List<Place>> doubles;
    private long hard;
    private long soft;

    @Override
    public void resetWorkingSolution(Day day) {
        book = day.book();
        used = new int[book.capacity.length][Book.MINUTES];
        spanUses = new int[book.spanPrices.length];
        capUses = new int[book.capMost.length];
        limitUses = new long[book.limitMost.length];
        ordinary = new ArrayList<>();
        doubles = new ArrayList<>();
        for (int p = 0; p < book.providers; p++) {
            ordinary.add(new ArrayList<>());
            doubles.add(new ArrayList<>());
        }
        hard = 0;
        soft = 0;
        for (Claim claim : day.getClaims()) {
            enter(claim, 1);
        }
    }

    @Override
    public void beforeEntityAdded(Object entity) {}

    @Override
    public void afterEntityAdded(Object entity) {
        enter((Claim) entity, 1);
    }

    @Override
    public void beforeVariableChanged(Object entity, String variable) {
        enter((Claim) entity, -1);
    }

    @Override
    public void afterVariableChanged(Object entity, String variable) {
        enter((Claim) entity, 1);
    }

    @Override
    public void beforeEntityRemoved(Object entity) {
        enter((Claim) entity, -1);
    }

    @Override
    public void afterEntityRemoved(Object entity) {}

    @Override
    public HardSoftLongScore calculateScore() {
        return HardSoftLongScore.of(-hard, -soft);
    }

    private void enter(Claim claim, int sign) {
        Place place = claim.getPlace();
        if (place == null) {
            return;
        }
        soft += sign * place.price;
        if (place.slot >= 0) {
            take(place.slot, 0, 1, sign);
        }
        Way way = place.way;
        if (way == null) {
            return;
        }
        int start = place.start;
        if (way.resource >= 0) {
            for (int[] own : way.taken) {
                int begin = start + own[0];
                take(way.resource, Math.max(begin, book.now), begin + own[1], sign * way.weight);
            }
        }
        for (int[] part : way.parts) {
            int begin = (part[1] == 1 ? start : place.arrival) + part[2];
            // What is under way has its people already.
            if (begin >= book.now) {
                take(part[0], begin, begin + part[3], sign);
            }
        }
        if (way.rooms.length > 0) {
            room(place, sign);
        }
        if (way.spans.length > 0 && !way.kept[place.number]) {
            spans(place, sign);
        }
        int[] limits = way.limits[place.number];
        for (int k = 0; k < limits.length; k += 2) {
            int limit = limits[k];
            int most = book.limitMost[limit];
            hard -= Math.max(0, limitUses[limit] - most);
            limitUses[limit] += sign * limits[k + 1];
            hard += Math.max(0, limitUses[limit] - most);
        }
        if (book.hasDoubles && way.provider >= 0 && way.taken.length > 0) {
            twice(place, sign);
        }
    }

    private void take(int resource, int begin, int end, int amount) {
        int[] own = used[resource];
        int[] most = book.capacity[resource];
        int until = Math.min(end, own.length);
        long change = 0;
        for (int minute = Math.max(0, begin); minute < until; minute++) {
            int over = own[minute] - most[minute];
            int after = over + amount;
            own[minute] += amount;
            change += (after > 0 ? after : 0) - (over > 0 ? over : 0);
        }
        hard += change;
    }

    private void room(Place place, int sign) {
        int begin = Integer.MAX_VALUE;
        int end = 0;
        for (int[] phase : place.way.stay) {
            int at = (phase[0] == 1 ? place.start : place.arrival) + phase[1];
            begin = Math.min(begin, at);
            end = Math.max(end, at + phase[2]);
        }
        if (begin >= book.now && begin < end) {
            for (int[] room : place.way.rooms) {
                take(room[0], begin, end + room[1], sign);
            }
        }
    }

    private void spans(Place place, int sign) {
        for (int[] span : place.way.spans) {
            for (int[] own : place.way.taken) {
                int begin = place.start + own[0];
                if (begin >= span[2] || span[1] >= begin + own[1]) {
                    continue;
                }
                int before = spanUses[span[0]];
                spanUses[span[0]] += sign;
                if (before == 0 || spanUses[span[0]] == 0) {
                    soft += sign * book.spanPrices[span[0]];
                    for (int cap : book.spanCaps[span[0]]) {
                        hard -= Math.max(0, capUses[cap] - book.capMost[cap]);
                        capUses[cap] += sign;
                        hard += Math.max(0, capUses[cap] - book.capMost[cap]);
                    }
                }
            }
        }
    }

    /** A double-booked visit lies in the time of one other. */
    private void twice(Place place, int sign) {
        List<Place> others = ordinary.get(place.way.provider);
        List<Place> inside = doubles.get(place.way.provider);
        if (place.way.isDouble) {
            for (int[] own : place.way.taken) {
                hard += sign * SECOND * (long) Math.max(0, met(place, own, others) - 1);
            }
            change(inside, place, sign);
            return;
        }
        if (sign < 0) {
            others.remove(place);
        }
        for (Place each : inside) {
            for (int[] own : each.way.taken) {
                // One more is one too many wherever somebody else is met already.
                if (isMet(place, each, own) && met(each, own, others) > 0) {
                    hard += sign * SECOND;
                }
            }
        }
        if (sign > 0) {
            others.add(place);
        }
    }

    private static void change(List<Place> places, Place place, int sign) {
        if (sign > 0) {
            places.add(place);
        } else {
            places.remove(place);
        }
    }

    private int met(Place inside, int[] piece, List<Place> others) {
        int met = 0;
        for (Place other : others) {
            if (isMet(other, inside, piece)) {
                met++;
            }
        }
        return met;
    }

    private boolean isMet(Place place, Place inside, int[] piece) {
        int begin = Math.max(book.now, inside.start + piece[0]);
        int end = inside.start + piece[0] + piece[1];
        for (int[] own : place.way.taken) {
            int at = place.start + own[0];
            if (begin < end && at < end && begin < at + own[1]) {
                return true;
            }
        }
        return false;
    }
}
