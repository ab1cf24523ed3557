package io.jenkins.plugins.imagefarm.engine.s2i;

/**
 * A script, and how it gets into the image.
 *
 * @param path in the image
 * @param content null if the image has it
 * @param from where it was found, for people
 */
@SuppressWarnings("ArrayRecordComponent")
record Script(String path, byte[] content, String from) {
    boolean isUploaded() {
        return content != null;
    }
}
