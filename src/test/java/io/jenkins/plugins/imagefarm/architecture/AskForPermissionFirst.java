package io.jenkins.plugins.imagefarm.architecture;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import hudson.security.AccessControlled;
import io.jenkins.plugins.imagefarm.FormAccess;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Whether the first thing a method does is to ask for a permission, itself or through a method of this plugin that does so.
 * First means: in the first line that calls anything. More cannot be told, because the order of calls within a line is not
 * kept.
 */
final class AskForPermissionFirst extends ArchCondition<JavaMethod> {
    private static final Set<String> CHECKS =
            Set.of("checkPermission", "checkAnyPermission", "hasPermission", "hasAnyPermission");

    AskForPermissionFirst() {
        super("ask for a permission before anything else");
    }

    @Override
    public void check(JavaMethod method, ConditionEvents events) {
        if (!asksFirst(method)) {
            events.add(SimpleConditionEvent.violated(
                    method,
                    method.getDescription() + " does not ask for a permission first in "
                            + method.getSourceCodeLocation()));
        }
    }

    private static boolean asksFirst(JavaCodeUnit code) {
        return firstLine(code).stream().anyMatch(call -> isCheck(call) || leadsToCheck(call, code));
    }

    private static List<JavaCall<?>> firstLine(JavaCodeUnit code) {
        return code.getCallsFromSelf().stream()
                .map(JavaCall::getLineNumber)
                .min(Comparator.naturalOrder())
                .map(first -> code.getCallsFromSelf().stream()
                        .<JavaCall<?>>map(call -> call)
                        .filter(call -> call.getLineNumber() == first)
                        .toList())
                .orElse(List.of());
    }

    private static boolean isCheck(JavaCall<?> call) {
        return call.getTargetOwner().isEquivalentTo(FormAccess.class)
                || CHECKS.contains(call.getName()) && call.getTargetOwner().isAssignableTo(AccessControlled.class);
    }

    /** A method of the same class or the class above it, so that a helper may do it for all. */
    private static boolean leadsToCheck(JavaCall<?> call, JavaCodeUnit caller) {
        return caller.getOwner().isAssignableTo(call.getTargetOwner().getName())
                && call.getTarget()
                        .resolveMember()
                        .filter(JavaMethod.class::isInstance)
                        .map(JavaMethod.class::cast)
                        .filter(target -> !target.equals(caller))
                        .filter(target -> firstLine(target).stream().anyMatch(AskForPermissionFirst::isCheck))
                        .isPresent();
    }
}
