package chat.sentinel.localstack;

import java.nio.file.Path;

/// What every part needs to know of its stack.
///
/// @param folder where data, logs and records live
/// @param root the root of Sentinel's tree
/// @param lasting false for stacks whose data need not survive a power cut, such as the tests'
record StackContext(Path folder, Path root, Ports ports, boolean lasting) {
    Artifacts artifacts() {
        return new Artifacts(root);
    }

    Path data(String name) {
        return FileTree.directory(folder.resolve(name));
    }

    Path secrets() {
        return folder.resolve("secrets");
    }
}
