package io.jenkins.plugins.imagefarm.trend;

/**
 * Where a plot is drawn, in units of its SVG: a field for the points, and room around it for the axes.
 *
 * @param width of all of it
 * @param height of all of it
 */
public record Frame(int width, int height) {
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 15;
    private static final int BOTTOM = 30;

    /** So wide is a label such as {@code #1234} with the gap to the next. */
    private static final int LABEL = 60;

    public int left() {
        return LEFT;
    }

    public int right() {
        return width - RIGHT;
    }

    public int bottom() {
        return height - BOTTOM;
    }

    /** One alone is in the middle. */
    int x(int index, int count) {
        int room = right() - left();
        return left() + (count == 1 ? room / 2 : Math.round((float) room * index / (count - 1)));
    }

    /** @param position 0 at the bottom, 1 at the top */
    int y(double position) {
        return bottom() - (int) Math.round((bottom() - TOP) * position);
    }

    /** Every how many points have a label below them. */
    int labelEvery(int count) {
        int most = (right() - left()) / LABEL;
        return (count + most - 1) / most;
    }
}
