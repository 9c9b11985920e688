import ai.timefold.solver.core.api.domain.common.DomainAccessType;
import ai.timefold.solver.core.api.solver.Solver;
import ai.timefold.solver.core.api.solver.SolverFactory;
import ai.timefold.solver.core.config.constructionheuristic.ConstructionHeuristicPhaseConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.composite.UnionMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.factory.MoveIteratorFactoryConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.generic.ChangeMoveSelectorConfig;
import ai.timefold.solver.core.config.localsearch.LocalSearchPhaseConfig;
import ai.timefold.solver.core.config.localsearch.decider.acceptor.LocalSearchAcceptorConfig;
import ai.timefold.solver.core.config.localsearch.decider.forager.LocalSearchForagerConfig;
import ai.timefold.solver.core.config.score.director.ScoreDirectorFactoryConfig;
import ai.timefold.solver.core.config.solver.EnvironmentMode;
import ai.timefold.solver.core.config.solver.SolverConfig;
import ai.timefold.solver.core.config.solver.termination.TerminationConfig;
import java.util.ArrayList;
import java.util.List;

/** Plans a roster until the deadline: several searches side by side, the best roster is told. */
public final class Main {
    /** How many steps ago late acceptance compares with; 400, the default, is slow on rosters. */
    private static final int LATE = 50;

    /** Simulated annealing begins with this part of the dearest price. */
    private static final double HEAT = 0.2;

    /** How many of a hundred moves change one cell; the others change blocks. */
    private static final double CHANGES = 20;

    /** Milliseconds between two looks at the clock. */
    private static final long TICK = 10;

    private Main() {}

    /**
     * Arguments: deadline in milliseconds of the epoch, seed, searches, most moves of each or 0,
     * environment mode.
     */
    public static void main(String[] words) throws Exception {
        long deadline = Long.parseLong(words[0]);
        long seed = Long.parseLong(words[1]);
        int searches = Integer.parseInt(words[2]);
        long moves = Long.parseLong(words[3]);
        EnvironmentMode mode = EnvironmentMode.valueOf(words[4]);
        Book book = new BookReader(System.in).read();
        Reporter reporter = new Reporter();
        List<Solver<Roster>> solvers = new ArrayList<>();
        for (int k = 0; k < searches; k++) {
            SolverConfig config = new SolverConfig()
                    .withSolutionClass(Roster.class)
                    .withEntityClasses(Cell.class)
                    .withEnvironmentMode(mode)
                    .withDomainAccessType(DomainAccessType.GIZMO)
                    .withRandomSeed(seed * searches + k)
                    .withScoreDirectorFactory(new ScoreDirectorFactoryConfig()
                            .withIncrementalScoreCalculatorClass(Ledger.class))
                    .withTerminationConfig(until(deadline))
                    .withPhases(
                            new ConstructionHeuristicPhaseConfig(),
                            localSearch(acceptor(k, book), moves));
            solvers.add(SolverFactory.<Roster>create(config).buildSolver());
        }
        List<Thread> threads = new ArrayList<>();
        for (int k = 0; k < searches; k++) {
            int search = k;
            Solver<Roster> solver = solvers.get(k);
            solver.addEventListener(event -> reporter.take(search, event.getNewBestSolution()));
            Roster own = new Roster(book);
            Thread thread = new Thread(() -> reporter.take(search, solver.solve(own)));
            thread.setUncaughtExceptionHandler((failed, error) -> {
                error.printStackTrace();
                Runtime.getRuntime().halt(1);
            });
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        while (threads.stream().anyMatch(Thread::isAlive)) {
            // Told again and again: a search that has only just begun does not hear it.
            if (System.currentTimeMillis() >= deadline) {
                solvers.forEach(Solver::terminateEarly);
            }
            Thread.sleep(TICK);
        }
        reporter.end();
    }

    /** Annealing cools by how much of the time has gone. */
    private static TerminationConfig until(long deadline) {
        long left = Math.max(1, deadline - System.currentTimeMillis());
        return new TerminationConfig().withMillisecondsSpentLimit(left);
    }

    /** By turns: late acceptance is ahead in the beginning, annealing on some rosters in the end. */
    private static LocalSearchAcceptorConfig acceptor(int search, Book book) {
        if (search % 2 == 0) {
            return new LocalSearchAcceptorConfig().withLateAcceptanceSize(LATE);
        }
        long heat = Math.max(1, Math.round(HEAT * book.dearest));
        return new LocalSearchAcceptorConfig()
                .withSimulatedAnnealingStartingTemperature("0hard/" + heat + "soft");
    }

    private static LocalSearchPhaseConfig localSearch(
            LocalSearchAcceptorConfig acceptor, long moves) {
        UnionMoveSelectorConfig union = new UnionMoveSelectorConfig(new ArrayList<>(List.of(
                new ChangeMoveSelectorConfig().withFixedProbabilityWeight(CHANGES),
                new MoveIteratorFactoryConfig()
                        .withMoveIteratorFactoryClass(Blocks.class)
                        .withFixedProbabilityWeight(100 - CHANGES))));
        LocalSearchPhaseConfig phase = new LocalSearchPhaseConfig()
                .withMoveSelectorConfig(union)
                .withAcceptorConfig(acceptor)
                .withForagerConfig(new LocalSearchForagerConfig().withAcceptedCountLimit(1));
        if (moves > 0) {
            phase.setTerminationConfig(new TerminationConfig().withMoveCountLimit(moves));
        }
        return phase;
    }
}
