package io.jenkins.plugins.imagefarm.engine.plan;

/** How a node builds for a platform, best first. */
enum Way {
    NATIVE,
    EMULATED,
    NOT;

    Way worse(Way other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
