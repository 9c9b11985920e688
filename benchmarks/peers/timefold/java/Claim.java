import ai.timefold.solver.core.api.domain.entity.PlanningEntity;
import ai.timefold.solver.core.api.domain.lookup.PlanningId;
import ai.timefold.solver.core.api.domain.valuerange.ValueRangeProvider;
import ai.timefold.solver.core.api.domain.variable.PlanningVariable;
import java.util.List;

/** A visit or a break, which gets exactly one of its places. */
@PlanningEntity
public class Claim {
    @PlanningId public int number;
    public List<Place> places;
    public Place place;

    public Claim() {}

    public Claim(int number, List<Place> places, Place place) {
        this.number = number;
        this.places = places;
        this.place = place;
    }

    public int getNumber() {
        return number;
    }

    @ValueRangeProvider
    public List<Place> getPlaces() {
        return places;
    }

    @PlanningVariable
    public Place getPlace() {
        return place;
    }

    public void setPlace(Place place) {
        this.place = place;
    }
}
