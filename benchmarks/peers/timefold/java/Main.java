import ai.timefold.solver.core.api.domain.common.DomainAccessType;
import ai.timefold.solver.core.api.solver.Solver;
import ai.timefold.solver.core.api.solver.SolverFactory;
import ai.timefold.solver.core.config.constructionheuristic.ConstructionHeuristicPhaseConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.composite.UnionMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.factory.MoveIteratorFactoryConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.generic.ChangeMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.generic.RuinRecreateMoveSelectorConfig;
import ai.timefold.solver.core.config.localsearch.LocalSearchPhaseConfig;
import ai.timefold.solver.core.config.localsearch.decider.acceptor.LocalSearchAcceptorConfig;
import ai.timefold.solver.core.config.localsearch.decider.forager.LocalSearchForagerConfig;
import ai.timefold.solver.core.config.score.director.ScoreDirectorFactoryConfig;
import ai.timefold.solver.core.config.solver.EnvironmentMode;
import ai.timefold.solver.core.config.solver.SolverConfig;
import ai.timefold.solver.core.config.solver.termination.TerminationConfig;
import java.util.ArrayList;
import java.util.List;

/** Plans a day until the deadline: several searches side by side, the best plan is told. */
public final class Main {
    /** How many steps ago late acceptance compares with; on these days 400, the default, is slow. */
    private static final int LATE = 150;

    /** Search by search, how many of a hundred moves ruin a few claims and place them anew. */
    private static final double[] RUINS = {0, 4};

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
        Day day = new DayReader(System.in).read();
        long floor = 0;
        for (Claim claim : day.getClaims()) {
            floor += claim.getPlaces().stream().mapToLong(place -> place.price).min().orElseThrow();
        }
        Reporter reporter = new Reporter(floor);
        List<Solver<Day>> solvers = new ArrayList<>();
        for (int k = 0; k < searches; k++) {
            SolverConfig config = new SolverConfig()
                    .withSolutionClass(Day.class)
                    .withEntityClasses(Claim.class)
                    .withEnvironmentMode(mode)
                    .withDomainAccessType(DomainAccessType.GIZMO)
                    .withRandomSeed(seed * searches + k)
                    .withScoreDirectorFactory(new ScoreDirectorFactoryConfig()
                            .withIncrementalScoreCalculatorClass(Ledger.class))
                    .withPhases(
                            new ConstructionHeuristicPhaseConfig(),
                            localSearch(RUINS[k % RUINS.length], moves));
            solvers.add(SolverFactory.<Day>create(config).buildSolver());
        }
        List<Thread> threads = new ArrayList<>();
        for (int k = 0; k < searches; k++) {
            int search = k;
            Solver<Day> solver = solvers.get(k);
            solver.addEventListener(event -> reporter.take(search, event.getNewBestSolution()));
            Day own = day.copy();
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
            if (reporter.isProven() || System.currentTimeMillis() >= deadline) {
                solvers.forEach(Solver::terminateEarly);
            }
            Thread.sleep(TICK);
        }
        reporter.end();
    }

    private static LocalSearchPhaseConfig localSearch(double ruins, long moves) {
        UnionMoveSelectorConfig union = new UnionMoveSelectorConfig(new ArrayList<>(List.of(
                new ChangeMoveSelectorConfig().withFixedProbabilityWeight(20.0),
                new MoveIteratorFactoryConfig()
                        .withMoveIteratorFactoryClass(Shoves.class)
                        .withFixedProbabilityWeight(80.0 - ruins))));
        if (ruins > 0) {
            union.getMoveSelectorList().add(new RuinRecreateMoveSelectorConfig()
                    .withMinimumRuinedCount(2)
                    .withMaximumRuinedCount(4)
                    .withFixedProbabilityWeight(ruins));
        }
        LocalSearchPhaseConfig phase = new LocalSearchPhaseConfig()
                .withMoveSelectorConfig(union)
                .withAcceptorConfig(new LocalSearchAcceptorConfig().withLateAcceptanceSize(LATE))
                .withForagerConfig(new LocalSearchForagerConfig().withAcceptedCountLimit(1));
        if (moves > 0) {
            phase.setTerminationConfig(new TerminationConfig().withMoveCountLimit(moves));
        }
        return phase;
    }
}
