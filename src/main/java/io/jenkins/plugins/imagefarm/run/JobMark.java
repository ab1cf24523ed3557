package io.jenkins.plugins.imagefarm.run;

import hudson.model.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether runs of a job have built images: an empty file in the job's own folder, so that nobody has to load a run to know. A copy of the
 * job has none until it builds.
 */
public record JobMark(Path file) {
    public static JobMark of(Job<?, ?> job) {
        return new JobMark(job.getRootDir().toPath().resolve("image-farm-builds"));
    }

    public boolean isSet() {
        return Files.exists(file);
    }

    void set() throws IOException {
        if (!isSet()) {
            Files.write(file, new byte[0]);
        }
    }
}
