/** What is asked of a roster, whatever is decided; values are shifts, and 0 is a day off. */
public final class Book {
    public int people;
    public int days;
    public int values;
    /** Minutes of each value, and of the shortest shift: what is missing is counted in such. */
    public int[] minutes;
    public int unit;
    /** Whether the second value may not be on the day after the first. */
    public boolean[][] never;
    /** For each kind of run the values that are inside it. */
    public boolean[][] inside;
    public Rules[] rules;
    /** The values that a person may have on a day, and whether a value is among them. */
    public int[][][] allowed;
    public boolean[][][] may;
    /** What a value of a person on a day costs; less than nothing where it is wished for. */
    public long[][][] prices;
    /** What everything costs where no wish is met. */
    public long base;
    /** For each day and value, by the number of people there: who is missing, and what it costs. */
    public int[][][] missing;
    public long[][][] cover;
    /**
     * Where rows are things that values take, and not people's: what a unit beside what is owed
     * costs, or 0; how much each row is, how much each value owes, and for each row those that
     * may not have the same value.
     */
    public long loadPrice;
    public long[] amounts;
    public long[] owed;
    public int[][] apart;
    /** The most that one person too few, or one value, costs anywhere. */
    public long dearest;
}
