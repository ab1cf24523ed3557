package io.jenkins.plugins.imagefarm.engine.plan;

/**
 * How busy a node is.
 *
 * @param inUse slots that builds hold
 * @param waiting assignments that wait for a slot of it
 */
public record Load(int inUse, int waiting) {
    public static final Load NONE = new Load(0, 0);
}
