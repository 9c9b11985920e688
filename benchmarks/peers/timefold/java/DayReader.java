import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads a day from whole numbers in the order in which they are written; finds all places. */
public final class DayReader {
    private final InputStream in;
    private final Book book = new Book();

    public DayReader(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    public Day read() throws IOException {
        book.now = next();
        book.providers = next();
        book.capacity = new int[next()][];
        for (int r = 0; r < book.capacity.length; r++) {
            book.capacity[r] = steps();
        }
        book.capMost = list();
        book.limitMost = list();
        book.spanPrices = new long[next()];
        book.spanCaps = new int[book.spanPrices.length][];
        for (int s = 0; s < book.spanPrices.length; s++) {
            book.spanPrices[s] = nextLong();
            book.spanCaps[s] = list();
        }
        List<Claim> claims = new ArrayList<>();
        for (int count = next(), c = 0; c < count; c++) {
            claims.add(claim(c));
        }
        return new Day(book, claims);
    }

    private int[] steps() throws IOException {
        int[] at = new int[Book.MINUTES];
        for (int[] step : table(2)) {
            Arrays.fill(at, Math.min(Math.max(step[0], 0), at.length), at.length, step[1]);
        }
        return at;
    }

    private Claim claim(int number) throws IOException {
        List<Place> places = new ArrayList<>();
        long most = nextLong();
        for (int count = next(), k = 0; k < count; k++) {
            long price = nextLong();
            places.add(Place.away(k, price, next()));
        }
        int hintAway = next();
        int hintMode = next();
        int hintWay = next();
        int hintArrival = next();
        int hintStart = next();
        Place hint = hintAway < 0 ? null : places.get(hintAway);
        for (int count = next(), m = 0; m < count; m++) {
            for (Place place : mode(m, most)) {
                places.add(place);
                if (hintMode == m && hintWay == place.way.number && hintStart == place.start) {
                    // An arrival that another one outdoes is not among the places.
                    if (hint == null || place.arrival == hintArrival) {
                        hint = place;
                    }
                }
            }
        }
        return new Claim(number, places, hint);
    }

    /** All places of a mode that cost less than `most`. */
    private List<Place> mode(int number, long most) throws IOException {
        int[] arrivals = list();
        long[] arrivalPrices = longs(arrivals.length);
        int least = next();
        int longest = next();
        int free = next();
        long minute = nextLong();
        boolean usedBefore = next() == 1;
        int[][] taken = table(2);
        int[][] parts = table(4);
        int[][] rooms = table(2);
        int[][] stay = table(3);
        List<Place> places = new ArrayList<>();
        for (int count = next(), w = 0; w < count; w++) {
            Way way = new Way();
            way.mode = number;
            way.number = w;
            way.taken = taken;
            way.parts = parts;
            way.rooms = rooms;
            way.stay = stay;
            way.provider = next();
            way.isDouble = next() == 1;
            book.hasDoubles |= way.isDouble;
            way.resource = next();
            way.weight = next();
            long price = nextLong();
            int[] starts = list();
            long[] prices = longs(starts.length);
            way.kept = new boolean[starts.length];
            for (int k : list()) {
                way.kept[k] = true;
            }
            way.spans = table(3);
            way.limits = limits(starts.length);
            for (int k = 0; k < starts.length; k++) {
                Place best = null;
                for (int a = 0; a < arrivals.length; a++) {
                    int gap = starts[k] - arrivals[a];
                    if (gap < least || gap > longest) {
                        continue;
                    }
                    long cost = price + prices[k] + arrivalPrices[a]
                            + minute * Math.max(0, gap - least - free);
                    if (cost >= most) {
                        continue;
                    }
                    Place place = Place.held(way, k, arrivals[a], starts[k], cost);
                    if (usedBefore) {
                        places.add(place);
                    } else if (best == null || cost <= best.price) {
                        best = place;
                    }
                }
                if (best != null) {
                    places.add(best);
                }
            }
        }
        return places;
    }

    private int[][] table(int width) throws IOException {
        int[][] rows = new int[next()][width];
        for (int[] row : rows) {
            for (int k = 0; k < width; k++) {
                row[k] = next();
            }
        }
        return rows;
    }

    /** What each of so many starts weighs in the limits, weights of nothing left out. */
    private int[][] limits(int starts) throws IOException {
        int[] numbers = list();
        int[][] weights = new int[numbers.length][starts];
        for (int[] row : weights) {
            int at = 0;
            // Equal neighbours are written as (how many, which).
            for (int[] run : table(2)) {
                Arrays.fill(row, at, at + run[0], run[1]);
                at += run[0];
            }
        }
        int[][] found = new int[starts][];
        for (int start = 0; start < starts; start++) {
            int[] own = new int[2 * numbers.length];
            int size = 0;
            for (int k = 0; k < numbers.length; k++) {
                if (weights[k][start] != 0) {
                    own[size++] = numbers[k];
                    own[size++] = weights[k][start];
                }
            }
            own = Arrays.copyOf(own, size);
            boolean same = start > 0 && Arrays.equals(own, found[start - 1]);
            found[start] = same ? found[start - 1] : own;
        }
        return found;
    }

    private int[] list() throws IOException {
        int[] values = new int[next()];
        for (int k = 0; k < values.length; k++) {
            values[k] = next();
        }
        return values;
    }

    private long[] longs(int count) throws IOException {
        long[] values = new long[count];
        for (int k = 0; k < count; k++) {
            values[k] = nextLong();
        }
        return values;
    }

    private int next() throws IOException {
        return Math.toIntExact(nextLong());
    }

    private long nextLong() throws IOException {
        int c = in.read();
        while (c == ' ' || c == '\n') {
            c = in.read();
        }
        boolean minus = c == '-';
        if (minus) {
            c = in.read();
        }
        if (c < '0' || c > '9') {
            throw new IOException("a number was expected, not character " + c);
        }
        long value = 0;
        for (; c >= '0' && c <= '9'; c = in.read()) {
            value = 10 * value + c - '0';
        }
        return minus ? -value : value;
    }
}
