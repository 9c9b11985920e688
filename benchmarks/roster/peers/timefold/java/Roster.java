import ai.timefold.solver.core.api.domain.solution.PlanningEntityCollectionProperty;
import ai.timefold.solver.core.api.domain.solution.PlanningScore;
import ai.timefold.solver.core.api.domain.solution.PlanningSolution;
import ai.timefold.solver.core.api.score.buildin.hardsoftlong.HardSoftLongScore;
import java.util.ArrayList;
import java.util.List;

/** A roster: its cells, person by person and day by day, and the book of what is asked. */
@PlanningSolution
public class Roster {
    public Book book;
    public List<Cell> cells;
    public HardSoftLongScore score;

    public Roster() {}

    /** An empty roster; several of one book share nothing that a search changes. */
    public Roster(Book book) {
        this.book = book;
        cells = new ArrayList<>();
        for (int p = 0; p < book.people; p++) {
            for (int d = 0; d < book.days; d++) {
                List<Integer> values = new ArrayList<>();
                for (int value : book.allowed[p][d]) {
                    values.add(value);
                }
                cells.add(new Cell(cells.size(), p, d, values));
            }
        }
    }

    public Book book() {
        return book;
    }

    @PlanningEntityCollectionProperty
    public List<Cell> getCells() {
        return cells;
    }

    public void setCells(List<Cell> cells) {
        this.cells = cells;
    }

    @PlanningScore
    public HardSoftLongScore getScore() {
        return score;
    }

    public void setScore(HardSoftLongScore score) {
        this.score = score;
    }
}
