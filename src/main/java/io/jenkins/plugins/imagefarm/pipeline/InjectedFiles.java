package io.jenkins.plugins.imagefarm.pipeline;

import hudson.AbortException;
import hudson.FilePath;
import io.jenkins.plugins.imagefarm.config.InjectedFile;
import io.jenkins.plugins.imagefarm.engine.api.Injection;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.launch.BuildPlace;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

    /** Those that credentials hold: their ids by the secrets'. */
    Map<String, String> credentialsIds() {
        Map<String, String> ids = new LinkedHashMap<>();
        for (int i = 0; i < files.size(); i++) {
            String id = credentialsId(files.get(i));
            if (id != null) {
                ids.put(ID + i, id);
            }
        }
        return ids;
    }

    private String credentialsId(InjectedFile file) {
        return values.word(file.getCredentialsId());
    }

    /**
     * Those of the workspace, by the secrets' ids.
     *
     * @throws AbortException if one of them is not there
     */
    Map<String, byte[]> contents(BuildPlace place) throws IOException, InterruptedException {
        Map<String, byte[]> contents = new HashMap<>();
        for (int i = 0; i < files.size(); i++) {
            String path = values.word(files.get(i).getPath());
            if (path != null) {
                contents.put(ID + i, content(place.file(values.paths().resolve("inject", path)), path));
            }
        }
        return contents;
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
