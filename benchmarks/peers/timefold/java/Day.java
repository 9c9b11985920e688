import ai.timefold.solver.core.api.domain.solution.PlanningEntityCollectionProperty;
import ai.timefold.solver.core.api.domain.solution.PlanningScore;
import ai.timefold.solver.core.api.domain.solution.PlanningSolution;
import ai.timefold.solver.core.api.score.buildin.hardsoftlong.HardSoftLongScore;
import java.util.ArrayList;
import java.util.List;

/** A day: the claims on it, and the book of what there is. */
@PlanningSolution
public class Day {
    public Book book;
    public List<Claim> claims;
    public HardSoftLongScore score;

    public Day() {}

    public Day(Book book, List<Claim> claims) {
        this.book = book;
        this.claims = claims;
    }

    /** The same day for a second search: nothing is shared that a search changes. */
    public Day copy() {
        List<Claim> own = new ArrayList<>();
        for (Claim claim : claims) {
            own.add(new Claim(claim.getNumber(), claim.getPlaces(), claim.getPlace()));
        }
        return new Day(book, own);
    }

    public Book book() {
        return book;
    }

    @PlanningEntityCollectionProperty
    public List<Claim> getClaims() {
        return claims;
    }

    public void setClaims(List<Claim> claims) {
        this.claims = claims;
    }

    @PlanningScore
    public HardSoftLongScore getScore() {
        return score;
    }

    public void setScore(HardSoftLongScore score) {
        this.score = score;
    }
}
