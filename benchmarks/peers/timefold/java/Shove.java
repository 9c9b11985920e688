import ai.timefold.solver.core.api.score.director.ScoreDirector;
import ai.timefold.solver.core.impl.heuristic.move.AbstractMove;
import java.util.Collection;
import java.util.List;

/** Several claims get other places at once. */
public class Shove extends AbstractMove<Day> {
    private final List<Claim> claims;
    private final List<Place> places;

    public Shove(List<Claim> claims, List<Place> places) {
        this.claims = claims;
        this.places = places;
    }

    @Override
    protected void doMoveOnGenuineVariables(ScoreDirector<Day> director) {
        for (int k = 0; k < claims.size(); k++) {
            Claim claim = claims.get(k);
            director.beforeVariableChanged(claim, "place");
            claim.setPlace(places.get(k));
            director.afterVariableChanged(claim, "place");
        }
    }

    @Override
    public boolean isMoveDoable(ScoreDirector<Day> director) {
        for (int k = 0; k < claims.size(); k++) {
            if (claims.get(k).getPlace() == places.get(k)) {
                return false;
            }
        }
        return !claims.isEmpty();
    }

    @Override
    public Collection<?> getPlanningEntities() {
        return claims;
    }

    @Override
    public Collection<?> getPlanningValues() {
        return places;
    }
}
