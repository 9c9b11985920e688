/** With whom and where a claim can be met: what that takes up, whenever it starts. */
public final class Way {
    public int mode;
    public int number;
    /** Whose time it takes; -1 for nobody's. */
    public int provider;
    public boolean isDouble;
    /** (offset from the start, minutes) of the provider's time. */
    public int[][] taken;
    /** The provider's resource, and how much of it is taken; -1 for none. */
    public int resource;
    public int weight;
    /** (resource, 1 from the start or 0 from the arrival, offset, minutes). */
    public int[][] parts;
    /** (resource, turnover) of what is held from the first to the last of `stay`. */
    public int[][] rooms;
    /** (1 from the start or 0 from the arrival, offset, minutes) of phases in the room. */
    public int[][] stay;
    /** Whether the start of this position is as published. */
    public boolean[] kept;
    /** (span, from, to) of the provider. */
    public int[][] spans;
    /** For each start the limits that it counts for: limit, weight, limit, weight and so on. */
    public int[][] limits;
}
