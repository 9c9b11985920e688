import ai.timefold.solver.core.api.domain.entity.PlanningEntity;
import ai.timefold.solver.core.api.domain.lookup.PlanningId;
import ai.timefold.solver.core.api.domain.valuerange.ValueRangeProvider;
import ai.timefold.solver.core.api.domain.variable.PlanningVariable;
import java.util.List;

/** One person's day, which gets one of the values that it may have. */
@PlanningEntity
public class Cell {
    @PlanningId public int number;
    public int person;
    public int day;
    public List<Integer> values;
    public Integer value;

    public Cell() {}

    public Cell(int number, int person, int day, List<Integer> values) {
        this.number = number;
        this.person = person;
        this.day = day;
        this.values = values;
    }

    public int getNumber() {
        return number;
    }

    @ValueRangeProvider
    public List<Integer> getValues() {
        return values;
    }

    @PlanningVariable
    public Integer getValue() {
        return value;
    }

    public void setValue(Integer value) {
        this.value = value;
    }
}
