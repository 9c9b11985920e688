/** What one person's row is held to; a price of 0 is for what may not be. */
public final class Rules {
    /** The value on the day before the first one; 0 where none is known. */
    public int last;
    public long leastMinutes;
    public long mostMinutes;
    /** How often each value may be there. */
    public int[] most;
    public int leastShifts;
    public int mostShifts;
    public int pastShifts;
    public long shiftPrice;
    public int mostWeekends;
    public int pastWeekends;
    public long weekendPrice;
    /** What half a weekend costs. */
    public long halfPrice;
    /** For each kind of run. */
    public Run[] runs;

    /** Limits of the days that follow each other inside. */
    public static final class Run {
        public int least;
        public int most;
        /** How long the run was on the day before the first one. */
        public int before;
        public long price;
        /** Whether a run from the first day on may be short; one to the last day always may. */
        public boolean isOpen;
    }
}
