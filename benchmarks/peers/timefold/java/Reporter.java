import ai.timefold.solver.core.api.score.buildin.hardsoftlong.HardSoftLongScore;
import java.io.PrintStream;

/** Writes the best plan of all searches as a line, but not more often than anybody can read. */
public final class Reporter {
    /** Milliseconds between two looks at the best plan. */
    private static final long TICK = 20;

    private final long floor;
    private final PrintStream out = new PrintStream(System.out, false);
    private Day best;
    private int from;
    private Day written;

    public Reporter(long floor) {
        this.floor = floor;
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

    /** Of equal plans the first search's is kept, whichever comes first. */
    public synchronized void take(int search, Day day) {
        for (Claim claim : day.getClaims()) {
            if (claim.getPlace() == null) {
                return; // not a whole plan yet
            }
        }
        int better = best == null ? 1 : day.getScore().compareTo(best.getScore());
        if (better > 0 || better == 0 && search < from) {
            best = day;
            from = search;
        }
    }

    /** Whether every claim has its cheapest place: nothing is less. */
    public synchronized boolean isProven() {
        return best != null
                && best.getScore().equals(HardSoftLongScore.of(0, -floor));
    }

    public void end() {
        write();
        out.println(isProven() ? "proven" : "ended");
        out.flush();
    }

    private void write() {
        Day day;
        synchronized (this) {
            day = best;
        }
        synchronized (out) {
            if (day == written) {
                return;
            }
            written = day;
            HardSoftLongScore score = day.getScore();
            StringBuilder line = new StringBuilder("plan ");
            line.append(-score.hardScore()).append(' ').append(-score.softScore());
            for (Claim claim : day.getClaims()) {
                line.append(' ').append(claim.getPlace());
            }
            out.println(line);
            out.flush();
        }
    }
}
