import ai.timefold.solver.core.api.score.buildin.hardsoftlong.HardSoftLongScore;
import java.io.PrintStream;

/** Writes the best roster of all searches as a line, but not more often than anybody can read. */
public final class Reporter {
    /** Milliseconds between two looks at the best roster. */
    private static final long TICK = 20;

    private final PrintStream out = new PrintStream(System.out, false);
    private Roster best;
    private int from;
    private Roster written;

    public Reporter() {
        Thread ticking = new Thread(() -> {
            try {
                while (true) {
                    Thread.sleep(TICK);
                    write();
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        ticking.setDaemon(true);
        ticking.start();
    }

    /** Of equal rosters the first search's is kept, whichever comes first. */
    public synchronized void take(int search, Roster roster) {
        for (Cell cell : roster.getCells()) {
            if (cell.getValue() == null) {
                return; // not a whole roster yet
            }
        }
        int better = best == null ? 1 : roster.getScore().compareTo(best.getScore());
        if (better > 0 || better == 0 && search < from) {
            best = roster;
            from = search;
        }
    }

    public void end() {
        write();
        out.println("ended");
        out.flush();
    }

    private void write() {
        Roster roster;
        synchronized (this) {
            roster = best;
        }
        synchronized (out) {
            if (roster == written) {
                return;
            }
            written = roster;
            HardSoftLongScore score = roster.getScore();
            StringBuilder line = new StringBuilder("roster ");
            line.append(-score.hardScore()).append(' ').append(-score.softScore());
            for (Cell cell : roster.getCells()) {
                line.append(' ').append(cell.getValue());
            }
            out.println(line);
            out.flush();
        }
    }
}
