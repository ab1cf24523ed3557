package io.jenkins.plugins.imagefarm.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import hudson.Launcher;
import hudson.Proc;
import hudson.model.Descriptor;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.engine.plan.SlotBook;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.POST;

/** What holds for every class of the plugin. {@link ArchitectureTest} says of each rule what breaks it. */
final class ArchitectureRules {
    private static final String FORM_METHOD = "do(Check|Fill|Test)[A-Z].*";

    /** Stapler would answer to a link in an e-mail just as well, and to anyone. */
    static final ArchRule FORM_METHODS_ARE_GUARDED = methods()
            .that()
            .areDeclaredInClassesThat()
            .areAssignableTo(Descriptor.class)
            .and()
            .haveNameMatching(FORM_METHOD)
            .and()
            .doNotHaveModifier(JavaModifier.SYNTHETIC)
            .should()
            .bePublic()
            .andShould()
            .beAnnotatedWith(postOnly())
            .andShould(new AskForPermissionFirst());

    /** What a page does for its buttons; Stapler finds these methods by their name, in any class that it comes to. */
    static final ArchRule WEB_METHODS_ARE_GUARDED = methods()
            .that()
            .haveNameMatching("do[A-Z].*")
            .and()
            .arePublic()
            .and()
            .doNotHaveModifier(JavaModifier.SYNTHETIC)
            .should()
            .beAnnotatedWith(postOnly())
            .andShould(new AskForPermissionFirst());

    /** Jenkins binds forms and JCasC by reflection. */
    static final ArchRule BOUND_CLASSES_ARE_PUBLIC = constructors()
            .that()
            .areAnnotatedWith(DataBoundConstructor.class)
            .should()
            .beDeclaredInClassesThat()
            .arePublic();

    /** What depends on a global is seen at a glance. */
    static final ArchRule JENKINS_IS_ASKED_FOR_IN_ONE_CLASS = noClasses()
            .that()
            .doNotBelongToAnyOf(Controller.class)
            .should()
            .callMethod(Jenkins.class, "get")
            .orShould()
            .callMethod(Jenkins.class, "getInstance")
            .orShould()
            .callMethod(Jenkins.class, "getInstanceOrNull");

    /** One way to start something on an agent, which survives restarts and leaves nothing behind. */
    static final ArchRule PROCESSES_ARE_LAUNCHS = noClasses()
            .that()
            .resideOutsideOfPackages("..imagefarm.launch..", "..imagefarm.queue..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.jenkinsci.plugins.durabletask..")
                    .or(type(ProcessBuilder.class))
                    .or(type(Process.class))
                    .or(type(Runtime.class))
                    .or(type(Proc.class))
                    .or(type(Launcher.ProcStarter.class)));

    /** A slot that two gave out would be taken twice. */
    static final ArchRule SLOTS_ARE_QUEUES = noClasses()
            .that()
            .resideOutsideOfPackages("..imagefarm.queue..", "..imagefarm.engine.plan..")
            .should()
            .dependOnClassesThat(type(SlotBook.class));

    /** Both projects compile the contract, and only one of them has Jenkins. */
    static final ArchRule CONTRACT_IS_PLAIN_JAVA = classes()
            .that()
            .resideInAPackage("..engine.api..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "..engine.api..");

    /** Two builds at once, or two Jenkins in one JVM as in tests, share static fields. */
    static final ArchRule STATIC_FIELDS_ARE_FINAL =
            fields().that().areStatic().should().beFinal();

    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().assignedFrom(new Packages()).should().beFreeOfCycles();

    private ArchitectureRules() {}

    private static DescribedPredicate<JavaAnnotation<?>> postOnly() {
        return DescribedPredicate.describe(
                "@POST or @RequirePOST",
                annotation -> annotation.getRawType().isEquivalentTo(POST.class)
                        || annotation.getRawType().isEquivalentTo(RequirePOST.class));
    }

    /** Every package for itself, also the one above all others. */
    private static final class Packages implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().startsWith("io.jenkins.plugins.imagefarm")
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
