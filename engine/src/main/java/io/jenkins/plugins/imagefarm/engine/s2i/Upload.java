package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import io.jenkins.plugins.imagefarm.engine.source.FileNode;
import io.jenkins.plugins.imagefarm.engine.source.FileStat;
import io.jenkins.plugins.imagefarm.engine.source.FolderTree;
import io.jenkins.plugins.imagefarm.engine.source.IgnoreRules;
import io.jenkins.plugins.imagefarm.engine.source.Selection;
import io.jenkins.plugins.imagefarm.engine.source.TreeFilter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The context of an s2i build's Dockerfile: the source without what is left out, and scripts. It is a copy, so that a
 * {@code .dockerignore} of the source means nothing, and so that it can be kept.
 */
final class Upload {
    /** The application's source. */
    static final String SOURCE = "upload/src";

    /** Our own scripts around those of the images. */
    static final String HELPERS = "upload/image-farm";

    private static final String SCRIPTS = "upload/scripts";
    private static final String IGNORE = ".s2iignore";
    private static final int EXECUTABLE = 0755;

    private final Path folder;

    /** @param folder an empty one */
    Upload(Path folder) {
        this.folder = folder;
    }

    static String script(ScriptName name) {
        return SCRIPTS + "/" + name.file();
    }

    /** Scripts that the images do not have. */
    void write(Map<ScriptName, Script> scripts) {
        try {
            Path helpers = Files.createDirectories(folder.resolve(HELPERS));
            for (Helper helper : Helper.values()) {
                // With a time that is always the same, no builder asks for them twice.
                Path file = Files.writeString(helpers.resolve(helper.file()), helper.text());
                setPermissions(file, EXECUTABLE);
                Files.setLastModifiedTime(file, FileTime.from(0, TimeUnit.SECONDS));
            }
            for (Map.Entry<ScriptName, Script> script : scripts.entrySet()) {
                if (script.getValue().isUploaded()) {
                    Path file = folder.resolve(script(script.getKey()));
                    Files.createDirectories(file.getParent());
                    Files.write(file, script.getValue().content());
                    setPermissions(file, EXECUTABLE);
                }
            }
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    /**
     * @param place the folder for it in the context; empty for the context itself
     * @param exclude for paths that are left out
     */
    void write(SourceFolder source, String place, Pattern exclude) {
        Path target = folder.resolve(place);
        List<String> ignored = IgnoreRules.lines(source.text(IGNORE).orElse(""));
        Deque<Path> folders = new ArrayDeque<>();
        try {
            Files.createDirectories(target);
            Path own = folder.toRealPath(); // which may be in the source
            FileNode root = new FolderTree(source.root()).root();
            Map<Path, Integer> modes = new HashMap<>();
            new TreeFilter(root, new Selection(List.of(), ignored, List.of())).walk((path, stat) -> {
                if (!isExcluded(path, exclude)
                        && !DiskName.resolve(source.root(), path).startsWith(own)) {
                    Path copy = DiskName.resolve(target, path);
                    write(root.find(path), stat, copy);
                    if (stat.isFolder()) {
                        folders.push(copy);
                        modes.put(copy, stat.permissions());
                    }
                }
            });
            // Last, and the innermost first: a mode may forbid to write into its folder.
            for (Path each : folders) {
                setPermissions(each, modes.get(each));
            }
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    /** Also what lies in a folder that is. */
    private static boolean isExcluded(String path, Pattern exclude) {
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
            if (exclude.matcher(path.substring(0, end)).find()) {
                return true;
            }
        }
        return exclude.matcher(path).find();
    }

    private static void write(FileNode file, FileStat stat, Path copy) throws IOException {
        switch (stat.type()) {
            case FOLDER -> Files.createDirectory(copy);
            case SYMLINK -> Files.createSymbolicLink(copy, DiskName.path(stat.linkTarget()));
            case REGULAR -> {
                try (InputStream content = opened(file)) {
                    Files.copy(content, copy);
                } catch (NoSuchFileException e) {
                    return; // It has gone since it was listed.
                }
                setPermissions(copy, stat.permissions());
                // The builder sends again only what has another time.
                Files.setLastModifiedTime(copy, FileTime.from(stat.modifiedNanos(), TimeUnit.NANOSECONDS));
            }
            default -> {
                // Sockets, pipes and devices are of no use elsewhere.
            }
        }
    }

    private static InputStream opened(FileNode file) throws IOException {
        try {
            return file.open();
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new S2iFailure(
                    S2iReason.FETCH_SOURCE_FAILED,
                    Problem.user(
                            file + " cannot be read: " + IoReason.of(e),
                            "Give the user that runs the build the right to, or name it in " + IGNORE + "."),
                    e);
        }
    }

    private static void setPermissions(Path file, int mode) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) {
            Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
            PosixFilePermission[] all = PosixFilePermission.values();
            for (int bit = 0; bit < all.length; bit++) {
                if ((mode & 1 << (all.length - 1 - bit)) != 0) {
                    permissions.add(all[bit]);
                }
            }
            view.setPermissions(permissions);
        }
    }

    private static S2iFailure unwritten(IOException e) {
        return new S2iFailure(
                S2iReason.FILE_SYSTEM_OPERATION_FAILED,
                Problem.service("The source cannot be copied: " + IoReason.of(e), "Look at this machine's disk."),
                e);
    }
}
