package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.attributes.AttributesNode;
import org.eclipse.jgit.attributes.AttributesNodeProvider;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.TreeWalk.OperationType;
import org.eclipse.jgit.util.io.EolStreamTypeUtil;

/**
 * Writes the files of a commit. Everything is made anew and nothing is written through a link, whatever a tree that somebody made
 * by hand says. Filters do not run, LFS' neither; only line ends are made what {@code .gitattributes} says.
 *
 * <p>Modes do not depend on the user's mask. All times are in the second of the commit, and within it a file's time is a function of
 * its content: builders that compare times and sizes, as BuildKit does, then never take another content for the same.
 */
final class TreeWriter {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final int NANOS = 1_000_000_000;

    private final Repository repository;
    private final GitCommit commit;
    private final Path root;
    private final Cancellation cancellation;
    private final boolean posix;
    private final ObjectChecker names;
    /** In the order they were made. */
    private final Deque<Path> folders = new ArrayDeque<>();

    private final Map<String, ObjectId> links = new LinkedHashMap<>();
    private final Map<Path, LfsPointer> pointers = new LinkedHashMap<>();

    /** @param root an empty folder */
    TreeWriter(Repository repository, GitCommit commit, Path root, Cancellation cancellation) {
        this.repository = repository;
        this.commit = commit;
        this.root = root;
        this.cancellation = cancellation;
        posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
        names = new ObjectChecker().setSafeForMacOS(true).setSafeForWindows(!posix);
    }

    /**
     * @return the commits of other repositories that belong here, by path; each has an empty folder
     * @throws CancelledException as soon as the build is cancelled
     */
    Map<String, ObjectId> write() throws IOException {
        folders.add(root);
        try (TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(commit.commit().getTree());
            walk.setOperationType(OperationType.CHECKOUT_OP);
            walk.setAttributesNodeProvider(new NoAttributes());
            while (walk.next()) {
                if (cancellation.isCancelled()) {
                    throw new CancelledException();
                }
                write(walk);
            }
        }
        return links;
    }

    private void write(TreeWalk walk) throws IOException {
        byte[] raw = walk.getRawPath();
        int start = raw.length;
        while (start > 0 && raw[start - 1] != '/') {
            start--;
        }
        names.checkPathSegment(raw, start, raw.length);
        String name = DiskName.decode(raw);
        Path path = DiskName.resolve(root, name);
        FileMode mode = walk.getFileMode(0);
        if (mode == FileMode.TREE) {
            makeFolder(path);
            walk.enterSubtree();
        } else if (mode == FileMode.GITLINK) {
            makeFolder(path);
            links.put(name, walk.getObjectId(0));
        } else if (mode == FileMode.SYMLINK) {
            byte[] target =
                    repository.open(walk.getObjectId(0), Constants.OBJ_BLOB).getCachedBytes();
            Files.createSymbolicLink(path, DiskName.path(DiskName.decode(target)));
            setTime(path, commit.time());
        } else if (mode == FileMode.REGULAR_FILE || mode == FileMode.EXECUTABLE_FILE) {
            writeFile(path, walk);
            permit(path, mode == FileMode.EXECUTABLE_FILE ? PROGRAM : FILE);
            setTime(path, commit.time().plusNanos(nanos(walk.getObjectId(0))));
            notePointer(path, walk);
        } else {
            throw new CorruptObjectException("'" + name + "' has an unknown mode " + mode);
        }
    }

    private void makeFolder(Path path) throws IOException {
        Files.createDirectory(path);
        folders.push(path);
    }

    private void writeFile(Path path, TreeWalk walk) throws IOException {
        ObjectLoader blob = walk.getObjectReader().open(walk.getObjectId(0), Constants.OBJ_BLOB);
        try (OutputStream file = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out =
                        EolStreamTypeUtil.wrapOutputStream(file, walk.getEolStreamType(OperationType.CHECKOUT_OP))) {
            blob.copyTo(out);
        }
    }

    private void notePointer(Path path, TreeWalk walk) throws IOException {
        if ("lfs".equals(walk.getAttributes().getValue(Constants.ATTR_FILTER))) {
            ObjectLoader blob = walk.getObjectReader().open(walk.getObjectId(0), Constants.OBJ_BLOB);
            if (blob.getSize() <= LfsPointer.LONGEST) {
                LfsPointer.parse(blob.getCachedBytes()).ifPresent(pointer -> pointers.put(path, pointer));
            }
        }
    }

    /** Files of which only pointers were written, since LFS has their content. */
    Map<Path, LfsPointer> pointers() {
        return pointers;
    }

    private static int nanos(ObjectId id) {
        return Integer.remainderUnsigned(id.hashCode(), NANOS);
    }

    /** Modes and times of the folders, once nothing is written into them any more. */
    void finish() throws IOException {
        while (!folders.isEmpty()) {
            Path folder = folders.pop();
            permit(folder, PROGRAM);
            setTime(folder, commit.time());
        }
    }

    private void permit(Path path, Set<PosixFilePermission> permissions) throws IOException {
        if (posix) {
            Files.setPosixFilePermissions(path, permissions);
        }
    }

    private static void setTime(Path path, Instant time) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(time), null, null);
    }

    /** Nobody's own attributes count; those in the tree do. */
    private static final class NoAttributes implements AttributesNodeProvider {
        @Override
        public AttributesNode getInfoAttributesNode() {
            return new AttributesNode();
        }

        @Override
        public AttributesNode getGlobalAttributesNode() {
            return new AttributesNode();
        }
    }
}
