package io.jenkins.plugins.imagefarm.view;

/** Whether builds can use a node, in a symbol and a word. */
public enum NodeState {
    REACHABLE("symbol-computer", "jenkins-!-success-color") {
        @Override
        public String text() {
            return Messages.NodeState_reachable();
        }
    },
    UNREACHABLE("symbol-computer-offline", "jenkins-!-error-color") {
        @Override
        public String text() {
            return Messages.NodeState_unreachable();
        }
    },
    OFFLINE("symbol-computer-paused", "jenkins-!-text-color-secondary") {
        @Override
        public String text() {
            return Messages.NodeState_offline();
        }
    },
    /** Nobody asked since Jenkins was started. */
    UNKNOWN("symbol-computer-not-accepting", "jenkins-!-text-color-secondary") {
        @Override
        public String text() {
            return Messages.NodeState_unknown();
        }
    };

    private final String icon;
    private final String color;

    NodeState(String icon, String color) {
        this.icon = icon;
        this.color = color;
    }

    public abstract String text();

    public String icon() {
        return icon;
    }

    /** A class of Jenkins' style sheets, which know light and dark. */
    public String color() {
        return color;
    }
}
