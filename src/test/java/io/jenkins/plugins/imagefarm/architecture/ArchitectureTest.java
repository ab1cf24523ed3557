package io.jenkins.plugins.imagefarm.architecture;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.jenkins.plugins.imagefarm.architecture.fixture.GivesSlots;
import io.jenkins.plugins.imagefarm.architecture.fixture.GuardedForm;
import io.jenkins.plugins.imagefarm.architecture.fixture.HiddenBean;
import io.jenkins.plugins.imagefarm.architecture.fixture.MutableStatic;
import io.jenkins.plugins.imagefarm.architecture.fixture.StartsProcess;
import io.jenkins.plugins.imagefarm.architecture.fixture.UnguardedForm;
import io.jenkins.plugins.imagefarm.architecture.fixture.UnguardedPage;
import io.jenkins.plugins.imagefarm.architecture.fixture.UsesJenkins;
import io.jenkins.plugins.imagefarm.architecture.fixture.cycle.one.One;
import io.jenkins.plugins.imagefarm.architecture.fixture.cycle.two.Two;
import io.jenkins.plugins.imagefarm.architecture.fixture.engine.api.KnowsJenkins;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The plugin keeps its rules, and each rule finds the mistake it is there for: a fixture makes that mistake on purpose. */
class ArchitectureTest {
    private static JavaClasses plugin;

    @BeforeAll
    static void readPlugin() {
        plugin = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.jenkins.plugins.imagefarm");
    }

    @Test
    void formMethodsAreGuarded() {
        ArchitectureRules.FORM_METHODS_ARE_GUARDED.check(plugin);
        for (String mistake : List.of(
                "doCheckByGet(java.lang.String)> is not annotated with @POST",
                "doCheckForAnyone(java.lang.String)> does not ask for a permission first",
                "doFillLateItems(hudson.model.Item)> does not ask for a permission first",
                "doTestThroughHelper(java.lang.String)> does not ask for a permission first",
                "doCheckHidden(java.lang.String)> does not have modifier PUBLIC")) {
            assertThat(
                    violations(ArchitectureRules.FORM_METHODS_ARE_GUARDED, UnguardedForm.class),
                    hasItem(containsString(mistake)));
        }
        assertEquals(
                5,
                violations(ArchitectureRules.FORM_METHODS_ARE_GUARDED, UnguardedForm.class)
                        .size());
        assertEquals(List.of(), violations(ArchitectureRules.FORM_METHODS_ARE_GUARDED, GuardedForm.class));
    }

    @Test
    void webMethodsAreGuarded() {
        ArchitectureRules.WEB_METHODS_ARE_GUARDED.check(plugin);
        List<String> mistakes = violations(ArchitectureRules.WEB_METHODS_ARE_GUARDED, UnguardedPage.class);
        assertThat(mistakes, hasItem(containsString("doByGet()> is not annotated with @POST")));
        assertThat(mistakes, hasItem(containsString("doForAnyone()> does not ask for a permission first")));
        assertEquals(2, mistakes.size());
    }

    @Test
    void boundClassesArePublic() {
        ArchitectureRules.BOUND_CLASSES_ARE_PUBLIC.check(plugin);
        assertEquals(
                1,
                violations(ArchitectureRules.BOUND_CLASSES_ARE_PUBLIC, HiddenBean.TYPE)
                        .size());
    }

    @Test
    void jenkinsIsAskedForInOneClass() {
        ArchitectureRules.JENKINS_IS_ASKED_FOR_IN_ONE_CLASS.check(plugin);
        assertEquals(
                2,
                violations(ArchitectureRules.JENKINS_IS_ASKED_FOR_IN_ONE_CLASS, UsesJenkins.class)
                        .size());
    }

    @Test
    void onlyLaunchStartsProcesses() {
        ArchitectureRules.PROCESSES_ARE_LAUNCHS.check(plugin);
        List<String> mistakes = violations(ArchitectureRules.PROCESSES_ARE_LAUNCHS, StartsProcess.class);
        for (String mistake : List.of("ProcessBuilder", "Runtime", "ProcStarter", "BourneShellScript")) {
            assertThat(mistakes, hasItem(containsString(mistake)));
        }
    }

    @Test
    void onlyQueueGivesOutSlots() {
        ArchitectureRules.SLOTS_ARE_QUEUES.check(plugin);
        assertThat(
                violations(ArchitectureRules.SLOTS_ARE_QUEUES, GivesSlots.class), hasItem(containsString("SlotBook")));
    }

    @Test
    void contractIsPlainJava() {
        ArchitectureRules.CONTRACT_IS_PLAIN_JAVA.check(plugin);
        assertThat(
                violations(ArchitectureRules.CONTRACT_IS_PLAIN_JAVA, KnowsJenkins.class),
                hasItem(containsString("hudson.model.Run")));
    }

    @Test
    void staticFieldsAreFinal() {
        ArchitectureRules.STATIC_FIELDS_ARE_FINAL.check(plugin);
        assertEquals(
                1,
                violations(ArchitectureRules.STATIC_FIELDS_ARE_FINAL, MutableStatic.class)
                        .size());
    }

    @Test
    void packagesHaveNoCycles() {
        ArchitectureRules.PACKAGES_HAVE_NO_CYCLES.check(plugin);
        assertEquals(
                1,
                violations(ArchitectureRules.PACKAGES_HAVE_NO_CYCLES, One.class, Two.class)
                        .size());
    }

    private static List<String> violations(ArchRule rule, Class<?>... fixtures) {
        return rule.evaluate(new ClassFileImporter().importClasses(fixtures))
                .getFailureReport()
                .getDetails();
    }
}
