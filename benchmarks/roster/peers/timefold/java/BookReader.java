import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads a book from whole numbers in the order in which they are written. */
public final class BookReader {
    private final InputStream in;
    private final Book book = new Book();

    public BookReader(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    public Book read() throws IOException {
        book.people = next();
        book.days = next();
        book.values = next();
        book.unit = next();
        book.minutes = list(book.values);
        book.never = new boolean[book.values][];
        for (int v = 0; v < book.values; v++) {
            book.never[v] = flags();
        }
        book.inside = new boolean[next()][];
        for (int r = 0; r < book.inside.length; r++) {
            book.inside[r] = flags();
        }
        book.rules = new Rules[book.people];
        book.allowed = new int[book.people][book.days][];
        book.may = new boolean[book.people][book.days][book.values];
        book.prices = new long[book.people][book.days][book.values];
        for (int p = 0; p < book.people; p++) {
            book.rules[p] = rules();
            cells(p);
        }
        book.base = nextLong();
        cover();
        loads();
        return book;
    }

    private Rules rules() throws IOException {
        Rules rules = new Rules();
        rules.last = next();
        rules.leastMinutes = nextLong();
        rules.mostMinutes = nextLong();
        rules.most = list(book.values);
        rules.leastShifts = next();
        rules.mostShifts = next();
        rules.pastShifts = next();
        rules.shiftPrice = nextLong();
        rules.mostWeekends = next();
        rules.pastWeekends = next();
        rules.weekendPrice = nextLong();
        rules.halfPrice = nextLong();
        rules.runs = new Rules.Run[book.inside.length];
        for (int r = 0; r < rules.runs.length; r++) {
            Rules.Run run = new Rules.Run();
            run.least = next();
            run.most = next();
            run.before = next();
            run.price = nextLong();
            run.isOpen = next() == 1;
            rules.runs[r] = run;
        }
        return rules;
    }

    private void cells(int person) throws IOException {
        for (int d = 0; d < book.days; d++) {
            book.allowed[person][d] = list(next());
            for (int value : book.allowed[person][d]) {
                book.may[person][d][value] = true;
            }
        }
        for (int count = next(), k = 0; k < count; k++) {
            int day = next();
            int value = next();
            long price = nextLong();
            book.prices[person][day][value] += price;
            book.dearest = Math.max(book.dearest, price);
        }
    }

    /** What so many people cost, summed over all that is said of a day and a value. */
    private void cover() throws IOException {
        book.missing = new int[book.days][book.values][book.people + 1];
        book.cover = new long[book.days][book.values][book.people + 1];
        for (int count = next(), k = 0; k < count; k++) {
            int day = next();
            int value = next();
            int least = next();
            int best = next();
            long under = nextLong();
            long over = nextLong();
            book.dearest = Math.max(book.dearest, under);
            for (int there = 0; there <= book.people; there++) {
                book.missing[day][value][there] += Math.max(0, least - there);
                book.cover[day][value][there] +=
                        under * Math.max(0, best - there) + over * Math.max(0, there - best);
            }
        }
    }

    private void loads() throws IOException {
        book.loadPrice = nextLong();
        if (book.loadPrice == 0) {
            return;
        }
        book.amounts = new long[book.people];
        book.apart = new int[book.people][];
        for (int p = 0; p < book.people; p++) {
            book.amounts[p] = nextLong();
            book.apart[p] = list(next());
        }
        book.owed = new long[book.values];
        for (int v = 0; v < book.values; v++) {
            book.owed[v] = nextLong();
        }
    }

    private boolean[] flags() throws IOException {
        boolean[] flags = new boolean[book.values];
        for (int v = 0; v < flags.length; v++) {
            flags[v] = next() == 1;
        }
        return flags;
    }

    private int[] list(int count) throws IOException {
        int[] values = new int[count];
        for (int k = 0; k < count; k++) {
            values[k] = next();
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
