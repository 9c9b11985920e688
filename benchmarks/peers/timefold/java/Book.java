/** What there is of everything, whatever is decided. */
public final class Book {
    /** Minutes that are looked at, from midnight. */
    public static final int MINUTES = 48 * 60;

    public int now;
    /** For each resource how much there is at each minute. */
    public int[][] capacity;
    public int providers;
    public long[] spanPrices;
    /** For each span the caps that it counts for. */
    public int[][] spanCaps;
    public int[] capMost;
    public int[] limitMost;
    /** Whether there are ways in another visit's time. */
    public boolean hasDoubles;
}
