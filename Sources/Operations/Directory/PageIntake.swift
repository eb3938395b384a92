import Directory
import Dispatch
import LDAP
import Synchronization

/// Puts the pages of a whole reading together beside the thread that reads them: while one page becomes a part of the tree the
/// next is taken off the wire, and the server makes the one after it ready. Whoever reads waits while two pages are here, so
/// that nothing piles up.
final class PageIntake: Sendable {
    private struct Collected {
        var tree: SourceTree
        var superiors = SourceTree.Superiors()
        var unreadable: [UnreadableEntry] = []
    }

    private let collected: Mutex<Collected>
    private let queue = DispatchQueue(label: "directory-intake")
    private let places = DispatchSemaphore(value: 1)

    init(_ mapping: DirectoryMapping) { collected = Mutex(Collected(tree: SourceTree(mapping))) }

    /// Hands a page over, in the order of the reading; blocks the reading's own thread while the one before isn't taken.
    func take(_ page: SourcePage) {
        places.wait()
        queue.async { [self] in
            collected.withLock { collected in
                // What is below each entry is in the same reading.
                collected.tree.add(page.entries, &collected.superiors)
                collected.unreadable += page.unreadable
            }
            places.signal()
        }
    }

    /// All that was handed over, when it has been taken.
    func finish() async -> (tree: SourceTree, unreadable: [UnreadableEntry]) {
        await withCheckedContinuation { caller in
            queue.async { [self] in
                caller.resume(returning: collected.withLock { ($0.tree, $0.unreadable) })
            }
        }
    }
}
