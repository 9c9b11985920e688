import ai.timefold.solver.core.api.score.director.ScoreDirector;
import ai.timefold.solver.core.impl.heuristic.move.AbstractMove;
import java.util.Collection;
import java.util.List;

/** Several cells get other values at once. */
public class Exchange extends AbstractMove<Roster> {
    private final List<Cell> cells;
    private final List<Integer> values;

    public Exchange(List<Cell> cells, List<Integer> values) {
        this.cells = cells;
        this.values = values;
    }

    @Override
    protected void doMoveOnGenuineVariables(ScoreDirector<Roster> director) {
        for (int k = 0; k < cells.size(); k++) {
            Cell cell = cells.get(k);
            director.beforeVariableChanged(cell, "value");
            cell.setValue(values.get(k));
            director.afterVariableChanged(cell, "value");
        }
    }

    @Override
    public boolean isMoveDoable(ScoreDirector<Roster> director) {
        return !cells.isEmpty();
    }

    @Override
    public Collection<?> getPlanningEntities() {
        return cells;
    }

    @Override
    public Collection<?> getPlanningValues() {
        return values;
    }
}
