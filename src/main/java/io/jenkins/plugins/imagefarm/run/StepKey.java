package io.jenkins.plugins.imagefarm.run;

import io.jenkins.plugins.imagefarm.engine.wire.Wire;

/**
 * Which step of an image build.
 *
 * @param part which of several builds that are one; empty if there is only one
 * @param number as the console shows it
 */
record StepKey(String part, int number) {
    /** The kind, number and time of an event are shorter than this. */
    private static final int HEAD = 100;

    /**
     * Whether the event is output of this step, found without parsing it: quotes within JSON's texts are escaped, so this looks like nothing
     * but the fields.
     */
    boolean isIn(EventScan.Line line) {
        String fields = ",\"part\":" + Wire.write(part) + ",\"number\":" + number + ",\"stderr\":";
        return line.startsWith(StepsRead.OUTPUT)
                && line.head(HEAD + fields.length() * 2).contains(fields);
    }
}
