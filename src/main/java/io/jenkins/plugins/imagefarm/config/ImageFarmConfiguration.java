package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.BulkChange;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Failure;
import hudson.util.FormValidation;
import io.jenkins.plugins.imagefarm.FormAccess;
import io.jenkins.plugins.imagefarm.engine.api.Entitlement;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.BindInterceptor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * What an administrator sets for all builds: registries, nodes, the farms they form, and where those are built that name no
 * place.
 *
 * <p>A setter refuses what is wrong in itself, {@link #save} what does not fit together, because forms and JCasC call the
 * setters in any order and save once.
 */
@Extension
@Symbol("imageFarm")
public final class ImageFarmConfiguration extends GlobalConfiguration {
    // All are replaced as a whole, never changed, because builds read them while an administrator saves.
    private volatile List<RegistryConfiguration> registries = new ArrayList<>();
    private volatile String defaultBuilder;
    private volatile List<NodeConfiguration> nodes = new ArrayList<>();
    private volatile List<KubernetesNodeConfiguration> kubernetesNodes = new ArrayList<>();
    private volatile List<FarmConfiguration> farms = new ArrayList<>();
    private volatile String defaultFarm;

    private volatile List<String> permittedEntitlements = new ArrayList<>();

    private transient volatile Values saved;

    public ImageFarmConfiguration() {
        load();
        saved = values();
    }

    @NonNull
    public static ImageFarmConfiguration get() {
        return ExtensionList.lookupSingleton(ImageFarmConfiguration.class);
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.ImageFarmConfiguration_displayName();
    }

    @NonNull
    public List<RegistryConfiguration> getRegistries() {
        return List.copyOf(registries);
    }

    /** @throws Failure if two of them have the same host, or a name that could mean either */
    @DataBoundSetter
    public void setRegistries(@CheckForNull List<RegistryConfiguration> registries) {
        List<RegistryConfiguration> given = registries == null ? new ArrayList<>() : new ArrayList<>(registries);
        Set<String> taken = new HashSet<>();
        for (RegistryConfiguration registry : given) {
            String name = registry.getName().toLowerCase(Locale.ROOT);
            for (String key : new LinkedHashSet<>(List.of(registry.getHost(), name))) {
                if (!taken.add(key)) {
                    throw new Failure(Messages.ImageFarmConfiguration_twice(key));
                }
            }
        }
        this.registries = given;
        save();
    }

    /** Null to look for a builder on the agent. */
    @CheckForNull
    public String getDefaultBuilder() {
        return defaultBuilder;
    }

    @DataBoundSetter
    public void setDefaultBuilder(@CheckForNull String defaultBuilder) {
        this.defaultBuilder = BuilderAddress.parse(defaultBuilder);
        save();
    }

    @NonNull
    public List<NodeConfiguration> getNodes() {
        return List.copyOf(nodes);
    }

    /** @throws Failure if two of them have the same name, or one could not be reached safely */
    @DataBoundSetter
    public void setNodes(@CheckForNull List<NodeConfiguration> nodes) {
        List<NodeConfiguration> given = nodes == null ? new ArrayList<>() : new ArrayList<>(nodes);
        requireDifferent(given, NodeConfiguration::getName, Messages::ImageFarmConfiguration_nodeTwice);
        given.forEach(NodeConfiguration::check);
        this.nodes = given;
        save();
    }

    @NonNull
    public List<KubernetesNodeConfiguration> getKubernetesNodes() {
        return List.copyOf(kubernetesNodes);
    }

    /** @throws Failure if two of them have the same name, or no pod could be made for one */
    @DataBoundSetter
    public void setKubernetesNodes(@CheckForNull List<KubernetesNodeConfiguration> kubernetesNodes) {
        List<KubernetesNodeConfiguration> given =
                kubernetesNodes == null ? new ArrayList<>() : new ArrayList<>(kubernetesNodes);
        given.forEach(KubernetesNodeConfiguration::check);
        this.kubernetesNodes = given;
        save();
    }

    /** What builds may be allowed to do on builders beyond what every build may; nothing unless it is said here. */
    @NonNull
    public List<String> getPermittedEntitlements() {
        return List.copyOf(permittedEntitlements);
    }

    /** @throws Failure if there is no such entitlement */
    @DataBoundSetter
    public void setPermittedEntitlements(@CheckForNull List<String> permittedEntitlements) {
        this.permittedEntitlements = new ArrayList<>(entitlements(permittedEntitlements));
        save();
    }

    /** @throws Failure if there is no such entitlement */
    static List<String> entitlements(@CheckForNull List<String> typed) {
        return FormCheck.failing(() -> Words.of(typed).stream()
                .map(Entitlement::valueOf)
                .map(Entitlement::toString)
                .toList());
    }

    /** @throws ProblemException if builds may not have that entitlement */
    public void requirePermitted(Entitlement entitlement) {
        if (permittedEntitlements.stream()
                .map(Entitlement::valueOf)
                .noneMatch(permitted -> permitted.includes(entitlement))) {
            throw new ProblemException(Problem.user(
                    Messages.ImageFarmConfiguration_notPermitted(entitlement),
                    Messages.ImageFarmConfiguration_askForPermission()));
        }
    }

    /** Nodes of both kinds. */
    @NonNull
    public List<RegisteredNode> getAllNodes() {
        List<RegisteredNode> all = new ArrayList<>(nodes);
        all.addAll(kubernetesNodes);
        return all;
    }

    /** A node of any kind. */
    @NonNull
    public Optional<RegisteredNode> findNode(@NonNull String name) {
        return getAllNodes().stream()
                .filter(node -> node.getName().equals(name))
                .findFirst();
    }

    @NonNull
    public List<FarmConfiguration> getFarms() {
        return List.copyOf(farms);
    }

    /** @throws Failure if two of them have the same name */
    @DataBoundSetter
    public void setFarms(@CheckForNull List<FarmConfiguration> farms) {
        List<FarmConfiguration> given = farms == null ? new ArrayList<>() : new ArrayList<>(farms);
        requireDifferent(given, FarmConfiguration::getName, Messages::ImageFarmConfiguration_farmTwice);
        this.farms = given;
        save();
    }

    /** Null for all nodes. */
    @CheckForNull
    public String getDefaultFarm() {
        return defaultFarm;
    }

    @DataBoundSetter
    public void setDefaultFarm(@CheckForNull String defaultFarm) {
        this.defaultFarm = Util.fixEmptyAndTrim(defaultFarm);
        save();
    }

    /** The configured registry of that host or name. */
    @NonNull
    public Optional<RegistryConfiguration> findRegistry(@NonNull String hostOrName) {
        return registries.stream()
                .filter(registry -> registry.isCalled(hostOrName))
                .findFirst();
    }

    /**
     * The host that is meant.
     *
     * @param hostOrName a host, or the name of a configured registry
     * @throws Failure if it is neither
     */
    @NonNull
    String hostOf(@CheckForNull String hostOrName) {
        return Optional.ofNullable(hostOrName)
                .flatMap(this::findRegistry)
                .map(RegistryConfiguration::getHost)
                .orElseGet(() -> RegistryHost.parse(hostOrName));
    }

    @Override
    public boolean configure(StaplerRequest2 req, JSONObject json) {
        for (String list : List.of("registries", "nodes", "kubernetesNodes", "farms")) {
            if (!json.has(list)) {
                // A form without rows sends nothing for them, and then nothing would remove the last one.
                json.put(list, new JSONArray());
            }
        }
        Values before = values();
        BindInterceptor interceptor = req.setBindInterceptor(new TextLists());
        // All or nothing, however many setters are called before one refuses its value.
        try (BulkChange change = new BulkChange(this)) {
            req.bindJSON(this, json);
            change.commit();
        } catch (Failure e) {
            restore(before);
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            req.setBindInterceptor(interceptor);
        }
        return true;
    }

    /** @throws Failure if what was set does not fit together; then all is as it was saved last */
    @Override
    public synchronized void save() {
        if (BulkChange.contains(this)) {
            return; // More is to come.
        }
        try {
            requireDifferent(getAllNodes(), RegisteredNode::getName, Messages::ImageFarmConfiguration_nodeTwice);
            checkFarms();
        } catch (Failure e) {
            restore(saved);
            throw e;
        }
        super.save();
        saved = values();
    }

    private void checkFarms() {
        for (FarmConfiguration farm : farms) {
            for (String node : farm.getNodes()) {
                if (findNode(node).isEmpty()) {
                    throw new Failure(Messages.ImageFarmConfiguration_unknownNode(farm.getName(), node));
                }
            }
        }
        String farm = defaultFarm;
        if (farm != null && farms.stream().noneMatch(one -> one.getName().equals(farm))) {
            throw new Failure(Messages.ImageFarmConfiguration_noDefaultFarm(farm));
        }
    }

    private static <T> void requireDifferent(List<T> all, Function<T, String> name, UnaryOperator<String> message) {
        Set<String> taken = new HashSet<>();
        for (T one : all) {
            // Names that differ in case only would be mistaken for each other.
            if (!taken.add(name.apply(one).toLowerCase(Locale.ROOT))) {
                throw new Failure(message.apply(name.apply(one)));
            }
        }
    }

    private Values values() {
        return new Values(
                registries, defaultBuilder, nodes, kubernetesNodes, farms, defaultFarm, permittedEntitlements);
    }

    private void restore(Values values) {
        registries = values.registries;
        defaultBuilder = values.defaultBuilder;
        nodes = values.nodes;
        kubernetesNodes = values.kubernetesNodes;
        farms = values.farms;
        defaultFarm = values.defaultFarm;
        permittedEntitlements = values.permittedEntitlements;
    }

    /** All that is set. */
    private record Values(
            List<RegistryConfiguration> registries,
            String defaultBuilder,
            List<NodeConfiguration> nodes,
            List<KubernetesNodeConfiguration> kubernetesNodes,
            List<FarmConfiguration> farms,
            String defaultFarm,
            List<String> permittedEntitlements) {}

    /** As a text area shows a list: one entry a line. */
    public String lines(@CheckForNull List<String> entries) {
        return Words.text(entries, "\n");
    }

    @POST
    public FormValidation doCheckPermittedEntitlements(@QueryParameter String value) {
        FormAccess.checkAdminister();
        return FormCheck.of(() -> entitlements(List.of(value)));
    }

    @POST
    public FormValidation doCheckDefaultBuilder(@QueryParameter String value) {
        FormAccess.checkAdminister();
        return FormCheck.of(() -> BuilderAddress.parse(value));
    }

    /** Warns only: the farm may have been added in the same form, which is judged when it is saved. */
    @POST
    public FormValidation doCheckDefaultFarm(@QueryParameter String value) {
        FormAccess.checkAdminister();
        return value.isBlank() || farms.stream().anyMatch(farm -> farm.getName().equals(value.strip()))
                ? FormValidation.ok()
                : FormValidation.warning(Messages.ImageFarmConfiguration_farmNotSaved(value));
    }
}
