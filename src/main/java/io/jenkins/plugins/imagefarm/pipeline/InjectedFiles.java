package io.jenkins.plugins.imagefarm.pipeline;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.imagefarm.config.BuildSecrets;
import io.jenkins.plugins.imagefarm.config.InjectedFile;
import io.jenkins.plugins.imagefarm.engine.api.Injection;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.launch.BuildPlace;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files that a step injects, each of which becomes a secret of the build. */
record InjectedFiles(List<InjectedFile> files, StepValues values) {
    private static final String ID = "injected-";

    /** @throws ProblemException if it is not said what goes where */
    List<Injection> injections() {
        List<Injection> injections = new ArrayList<>();
        for (InjectedFile file : files) {
            String dest = values.word(file.getDest());
            if (dest == null || (values.word(file.getPath()) == null) == (credentialsId(file) == null)) {
                throw new ProblemException(Problem.user(Messages.InjectedFiles_incomplete(), ""));
            }
            injections.add(new Injection(ID + injections.size(), dest));
        }
        return injections;
    }

    /**
     * What the files hold, by the secrets' ids. It looks credentials up and reads files of the agent, so this may take its time.
     *
     * @param run whose credentials may be used
     * @throws AbortException if one of them is not there
     */
    Map<String, byte[]> contents(Run<?, ?> run, BuildPlace place) throws IOException, InterruptedException {
        Map<String, byte[]> contents = new HashMap<>();
        for (int i = 0; i < files.size(); i++) {
            InjectedFile file = files.get(i);
            String path = values.path("inject", file.getPath());
            contents.put(
                    ID + i,
                    path == null
                            ? BuildSecrets.content(run, credentialsId(file), values.word(file.getDest()))
                            : content(place.file(path), file.getPath()));
        }
        return contents;
    }

    private String credentialsId(InjectedFile file) {
        return values.word(file.getCredentialsId());
    }

    private static byte[] content(FilePath file, String path) throws IOException, InterruptedException {
        if (!file.exists() || file.isDirectory()) {
            throw new AbortException(Messages.InjectedFiles_noFile(path));
        }
        try (InputStream in = file.read()) {
            return in.readAllBytes();
        }
    }
}
