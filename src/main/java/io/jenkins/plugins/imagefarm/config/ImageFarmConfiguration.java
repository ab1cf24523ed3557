package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.BulkChange;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Failure;
import hudson.util.FormValidation;
import io.jenkins.plugins.imagefarm.FormAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** What an administrator sets for all builds: registries, and the builder of those that name none. */
@Extension
@Symbol("imageFarm")
public final class ImageFarmConfiguration extends GlobalConfiguration {
    // Both are replaced as a whole, never changed, because builds read them while an administrator saves.
    private volatile List<RegistryConfiguration> registries = new ArrayList<>();
    private volatile String defaultBuilder;

    public ImageFarmConfiguration() {
        load();
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
        if (!json.has("registries")) {
            // A form without rows sends nothing for them, and then nothing would remove the last one.
            json.put("registries", new JSONArray());
        }
        List<RegistryConfiguration> registriesBefore = registries;
        String defaultBuilderBefore = defaultBuilder;
        // All or nothing, however many setters are called before one refuses its value.
        try (BulkChange change = new BulkChange(this)) {
            req.bindJSON(this, json);
            change.commit();
        } catch (Failure e) {
            registries = registriesBefore;
            defaultBuilder = defaultBuilderBefore;
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    @POST
    public FormValidation doCheckDefaultBuilder(@QueryParameter String value) {
        FormAccess.checkAdminister();
        return FormCheck.of(() -> BuilderAddress.parse(value));
    }
}
