/** Where a claim is met: with a way at an arrival and a start, or away, or in no slot at all. */
public final class Place {
    /** None where the claim is not met today. */
    public final Way way;
    /** The away that it is, or the start's position among the way's. */
    public final int number;
    public final int arrival;
    public final int start;
    public final long price;
    /** The open slot's resource; -1 for none. */
    public final int slot;

    private Place(Way way, int number, int arrival, int start, long price, int slot) {
        this.way = way;
        this.number = number;
        this.arrival = arrival;
        this.start = start;
        this.price = price;
        this.slot = slot;
    }

    public static Place away(int number, long price, int slot) {
        return new Place(null, number, 0, 0, price, slot);
    }

    public static Place held(Way way, int number, int arrival, int start, long price) {
        return new Place(way, number, arrival, start, price, -1);
    }

    /** Whether the provider, or whoever takes a break, would be at two things at a time. */
    public boolean meets(Place other) {
        if (way == null || other.way == null) {
            return false;
        }
        if (way.provider != other.way.provider || way.isDouble != other.way.isDouble) {
            return false;
        }
        for (int[] own : way.taken) {
            for (int[] its : other.way.taken) {
                int begin = Math.max(start + own[0], other.start + its[0]);
                if (begin < Math.min(start + own[0] + own[1], other.start + its[0] + its[1])) {
                    return true;
                }
            }
        }
        return false;
    }

    /** As the Python side reads it. */
    @Override
    public String toString() {
        return way == null
                ? Integer.toString(number)
                : way.mode + "/" + way.number + "/" + arrival + "/" + start;
    }
}
