package io.jenkins.plugins.imagefarm.engine.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * An application image made of source and a builder image. The source is the folder that the request's {@link Source} names.
 *
 * @param builderImage has the scripts that assemble and run the application
 * @param protocol how builder image and build work together
 * @param contextDir the folder of the source that holds the application, relative to the source; empty for all of it
 * @param env variables of the application and of what assembles it; they go before those of files
 * @param environmentFile a file of more variables, absolute; null for none
 * @param scriptsUrl where scripts are looked for first: {@code image://}, {@code http(s)://}, or a folder in the source, which may
 *     have {@code file://} before it; null for nowhere
 * @param incremental whether to use what the image before it has saved
 * @param previousImage the image before it; null for the first tag, or that with {@code -build} after it if there is a runtime image
 * @param runtimeImage what the application runs in, if that is not the builder image; else null
 * @param runtimeArtifacts what goes into the runtime image
 * @param allowedUids users that assemble may run as
 * @param assembleUser the user that assembles; null for the builder image's
 * @param blockOnBuild refuse builder images that have ONBUILD instructions
 * @param exclude a regular expression for paths of the source that are left out; null for {@value #NO_GIT}
 * @param inject files that are there while the application is assembled
 * @param displayName of the application; null for the first tag
 * @param description of the application; null for none
 * @param asDockerfile build nothing: an absolute path of a folder for a Dockerfile and what it needs; null to build
 * @param callbackUrl an address that is told how the build ended; null for none
 * @param method how it is carried out
 * @param pulls whether images are pulled
 * @param container what assembles it, with the method {@code run}
 */
public record S2iBuild(
        ImageReference builderImage,
        S2iProtocol protocol,
        String contextDir,
        Map<String, String> env,
        String environmentFile,
        String scriptsUrl,
        S2iIncremental incremental,
        ImageReference previousImage,
        ImageReference runtimeImage,
        List<RuntimeArtifact> runtimeArtifacts,
        AllowedUids allowedUids,
        String assembleUser,
        boolean blockOnBuild,
        String exclude,
        List<Injection> inject,
        String displayName,
        String description,
        String asDockerfile,
        String callbackUrl,
        S2iMethod method,
        S2iPulls pulls,
        S2iContainer container) {
    /** What source-to-image leaves out. */
    public static final String NO_GIT = "(^|/)\\.git(/|$)";

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?");

    public S2iBuild {
        Objects.requireNonNull(builderImage, "builderImage");
        protocol = protocol == null ? S2iProtocol.AUTO : protocol;
        contextDir = contextDir == null || contextDir.equals(".") ? "" : contextDir;
        env = env == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(env));
        environmentFile = emptyToNull(environmentFile);
        scriptsUrl = emptyToNull(scriptsUrl);
        incremental = incremental == null ? S2iIncremental.AUTO : incremental;
        runtimeArtifacts = runtimeArtifacts == null ? List.of() : List.copyOf(runtimeArtifacts);
        allowedUids = allowedUids == null ? AllowedUids.all() : allowedUids;
        assembleUser = emptyToNull(assembleUser);
        exclude = exclude == null ? NO_GIT : exclude;
        inject = inject == null ? List.of() : List.copyOf(inject);
        displayName = emptyToNull(displayName);
        description = emptyToNull(description);
        asDockerfile = emptyToNull(asDockerfile);
        callbackUrl = emptyToNull(callbackUrl);
        method = method == null ? S2iMethod.BUILD : method;
        pulls = pulls == null ? S2iPulls.missing() : pulls;
        container = container == null ? S2iContainer.usual() : container;
        if (method == S2iMethod.BUILD) {
            checkNeedsNoContainer(pulls, container);
        } else if (asDockerfile != null) {
            throw new ProblemException(
                    Problem.user("The method run makes no Dockerfile", "Leave out asDockerfile, or the method."));
        }
        checkFolder(contextDir);
        env.forEach(S2iBuild::checkVariable);
        checkUser("The assemble user", assembleUser);
        checkPattern(exclude);
        checkCallback(callbackUrl);
        if (!runtimeArtifacts.isEmpty() && runtimeImage == null) {
            throw new ProblemException(Problem.user(
                    "Runtime artifacts are given, but no runtime image", "Give the runtime image that gets them."));
        }
    }

    /** @throws ProblemException if it is not the address of a web server, or has a login in it; null is none */
    public static void checkCallback(String url) {
        if (url == null) {
            return;
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            uri = URI.create("");
        }
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getRawUserInfo() != null) {
            // It is not shown: it may hold a login.
            throw new ProblemException(Problem.user(
                    "The callback URL is not the address of a web server",
                    "Use for instance https://example.com/hook, without a user and password."));
        }
    }

    /** Those that the build begins with, as far as they are named. */
    public List<ImageReference> images() {
        return Stream.of(builderImage, runtimeImage, previousImage)
                .filter(Objects::nonNull)
                .toList();
    }

    private static void checkNeedsNoContainer(S2iPulls pulls, S2iContainer container) {
        String what = pulls.never() != null
                ? pulls.never() + " never: a builder looks up every image"
                : !container.capDrop().isEmpty()
                        ? "capDrop: a builder's steps keep their capabilities"
                        : !container.volumes().isEmpty() ? "volumes: a builder's steps have none" : null;
        if (what != null) {
            throw new ProblemException(Problem.user(
                    "The method build cannot do " + what,
                    "Leave that out, or use the method run on Docker or Podman."));
        }
    }

    private static String emptyToNull(String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static void checkFolder(String contextDir) {
        if (contextDir.startsWith("/") || Arrays.asList(contextDir.split("/")).contains("..")) {
            throw new ProblemException(Problem.user(
                    "The context directory '" + contextDir + "' is not inside the source",
                    "Give a path relative to the source, without '..'."));
        }
    }

    /** @throws ProblemException if an image cannot have such a variable; its text does not show the value */
    public static void checkVariable(String name, String value) {
        if (!VARIABLE.matcher(name).matches()) {
            throw new ProblemException(Problem.user(
                    "'" + name + "' is not the name of an environment variable",
                    "Use letters, digits, '_', '.' and '-', and no digit at the beginning."));
        }
        if (value.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
            throw new ProblemException(
                    Problem.user("The value of the environment variable " + name + " has more than one line", ""));
        }
    }

    /**
     * @param what whose user, for people
     * @param user null for none
     * @throws ProblemException if it is not {@code user[:group]}
     */
    public static void checkUser(String what, String user) {
        if (user != null && !USER.matcher(user).matches()) {
            throw new ProblemException(Problem.user(
                    what + " '" + user + "' is not a user", "Use a name or number, with ':' and a group if need be."));
        }
    }

    /** @throws ProblemException if it is not a regular expression */
    public static void checkPattern(String exclude) {
        try {
            Pattern.compile(exclude);
        } catch (PatternSyntaxException e) {
            throw new ProblemException(
                    Problem.user(
                            "'" + exclude + "' is not a regular expression: " + e.getDescription(),
                            "It says which paths of the source are left out, such as " + NO_GIT + "."),
                    e);
        }
    }
}
