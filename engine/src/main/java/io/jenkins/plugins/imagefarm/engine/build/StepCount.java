package io.jenkins.plugins.imagefarm.engine.build;

/**
 * @param cached steps that were not run because the builder had their result
 * @param total all steps
 */
public record StepCount(int cached, int total) {
    static final StepCount NONE = new StepCount(0, 0);
}
