package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A node as one request sees it: whether it is there, and what it would build in which way. */
final class Contender {
    private static final Set<String> ONE_IMAGE_FOR_ALL = Set.of("amd64", "arm64");

    private final Candidate candidate;
    private final PlanRequest request;
    private final String absence;
    private final Set<Feature> missing;
    private final Load load;
    private final long hash;

    Contender(Candidate candidate, PlanRequest request, Load load) {
        this.candidate = candidate;
        this.request = request;
        this.load = load;
        this.absence = absence(candidate, request);
        this.missing = absence == null ? missing(candidate.report().info(), request.needs()) : Set.of();
        this.hash = Rendezvous.hash(name());
    }

    private static String absence(Candidate candidate, PlanRequest request) {
        String name = candidate.node().name();
        if (candidate.offline() != null) {
            return "is offline" + (candidate.offline().isBlank() ? "" : ": " + candidate.offline());
        }
        if (request.excluded().containsKey(name)) {
            return "failed in this build: " + request.excluded().get(name);
        }
        for (String label : request.rules().labels()) {
            if (!candidate.node().labels().contains(label)) {
                return "lacks the label " + label;
            }
        }
        NodeReport report = candidate.report();
        if (report == null) {
            return "was not asked what it builds";
        }
        return report.hasAnswered()
                ? null
                : "does not answer: " + report.problem().cause();
    }

    private static Set<Feature> missing(NodeInfo info, Set<Feature> needs) {
        if (info.features().containsAll(needs)) {
            return Set.of();
        }
        Set<Feature> missing = EnumSet.copyOf(needs);
        missing.removeAll(info.features());
        return missing;
    }

    String name() {
        return candidate.node().name();
    }

    int maxBuilds() {
        return candidate.node().maxBuilds();
    }

    int priority() {
        return candidate.node().priority();
    }

    int weight() {
        return candidate.node().weight();
    }

    Load load() {
        return load;
    }

    long hash() {
        return hash;
    }

    /** Whether the farm has this node at the moment, as far as the request is concerned. */
    boolean isThere() {
        return absence == null;
    }

    /** Whether it might have been there, and may be again. */
    boolean isLost() {
        NodeReport report = candidate.report();
        return candidate.offline() == null
                && (request.excluded().containsKey(name()) || report != null && !report.hasAnswered());
    }

    boolean buildsSeveralPlatforms() {
        return info().features().contains(Feature.SEVERAL_PLATFORMS);
    }

    boolean has(Set<Feature> needs) {
        return isThere() && info().features().containsAll(needs);
    }

    /**
     * What it adds to a build that names no platforms. A node without fixed platforms adds the one that an image for its processor
     * usually has: not {@code amd64/v3}, which older machines cannot run, nor the {@code 386} that it also understands. One with
     * fixed platforms adds those that it builds natively.
     */
    List<Platform> ownPlatforms() {
        List<Platform> fixed = candidate.node().platforms();
        if (!fixed.isEmpty()) {
            return fixed.stream().filter(each -> way(each) == Way.NATIVE).toList();
        }
        return info().nativePlatforms().stream().limit(1).map(Contender::usual).toList();
    }

    private static Platform usual(Platform processor) {
        return ONE_IMAGE_FOR_ALL.contains(processor.architecture())
                ? new Platform(processor.os(), processor.architecture(), "")
                : processor;
    }

    /** Whatever the request allows. */
    Way way(Job job) {
        if (absence != null || !missing.isEmpty() || job.isSeveral() && !buildsSeveralPlatforms()) {
            return Way.NOT;
        }
        return job.platforms().stream().map(this::way).reduce(Way.NATIVE, Way::worse);
    }

    Way way(Platform platform) {
        if (isFixedOnOthers(platform)) {
            return Way.NOT;
        }
        if (runs(info().nativePlatforms(), platform)) {
            return Way.NATIVE;
        }
        return runs(info().emulatedPlatforms(), platform) ? Way.EMULATED : Way.NOT;
    }

    private boolean isFixedOnOthers(Platform platform) {
        List<Platform> fixed = candidate.node().platforms();
        return !fixed.isEmpty() && !fixed.contains(platform);
    }

    private static boolean runs(List<Platform> processors, Platform platform) {
        // Nearly always it is there as it is, and that is found without taking variants apart.
        if (processors.contains(platform)) {
            return true;
        }
        for (Platform processor : processors) {
            if (processor.runs(platform)) {
                return true;
            }
        }
        return false;
    }

    long emulated(Job job) {
        return job.platforms().stream().filter(is(Way.EMULATED)).count();
    }

    private Predicate<Platform> is(Way way) {
        return platform -> way(platform) == way;
    }

    /**
     * Goes on after its name. Only for one that is not fit.
     *
     * @param job that it is not to build; without platforms, why it names none itself
     */
    String whyNot(Job job) {
        if (absence != null) {
            return absence;
        }
        if (job.platforms().isEmpty()) {
            List<Platform> fixed = candidate.node().platforms();
            return "builds " + (fixed.isEmpty() ? "nothing" : "none of " + Listing.of(fixed)) + " natively";
        }
        for (Platform platform : job.platforms()) {
            if (isFixedOnOthers(platform)) {
                return "is used for " + Listing.of(candidate.node().platforms()) + " only";
            }
            if (way(platform) == Way.NOT) {
                return whatItBuilds();
            }
        }
        if (!missing.isEmpty()) {
            return "does not offer "
                    + Listing.of(missing.stream().map(Feature::text).toList());
        }
        if (job.isSeveral() && !buildsSeveralPlatforms()) {
            return "builds one platform at a time";
        }
        return "would have to emulate "
                + Listing.of(job.platforms().stream().filter(is(Way.EMULATED)).toList());
    }

    private String whatItBuilds() {
        List<Platform> natives = info().nativePlatforms();
        List<Platform> emulated = info().emulatedPlatforms();
        if (natives.isEmpty() && emulated.isEmpty()) {
            return "builds nothing";
        }
        return "builds "
                + (emulated.isEmpty()
                        ? Listing.of(natives)
                        : Listing.of(natives) + ", and " + Listing.of(emulated) + " by emulation");
    }

    private NodeInfo info() {
        return candidate.report().info();
    }
}
