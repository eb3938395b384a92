import Database
import Foundation
import Storage

/// A place for records on the database of the test that runs, gone with the value.
package final class TemporaryRecords: Sendable {
    package let location: DatabaseLocation
    private let keeper: Keeper

    private enum Keeper {
        case directory(TemporaryDirectory)
        case database(String, PostgreSQLCluster)
    }

    /// A file with today's tables, made once: to make them for each test took a twelfth of the time of all tests.
    private static let template = Result {
        let directory = try TemporaryDirectory()
        let path = directory.path("hue-sso.sqlite")
        try Database(.file(path), migrations: Schema.migrations).close()
        return try Data(contentsOf: URL(filePath: path))
    }

    /// - Parameter hasSchema: whether today's tables are there already.
    package init(hasSchema: Bool = true, connections: Int = 8) throws {
        switch TestEngine.current {
        case .sqlite:
            let directory = try TemporaryDirectory()
            let path = directory.path("hue-sso.sqlite")
            if hasSchema {
                let content = try Self.template.get()
                guard
                    FileManager.default.createFile(
                        atPath: path, contents: content, attributes: [.posixPermissions: 0o600])
                else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path]) }
            }
            location = .file(path)
            keeper = .directory(directory)
        case .postgreSQL(let cluster):
            let name = try cluster.makeDatabase(withSchema: hasSchema)
            location = .server(cluster.settings(name, connections: connections))
            keeper = .database(name, cluster)
        }
    }

    deinit {
        // What can't be dropped goes with the cluster.
        if case .database(let name, let cluster) = keeper { try? cluster.drop(name) }
    }

    /// Makes room for new rows where old ones stood, as PostgreSQL does by itself at moments that nobody can foresee.
    package func vacuum() throws {
        guard case .database(let name, let cluster) = keeper else { return }
        try PostgreSQLServer(cluster.settings(name)).run("VACUUM")
    }

    /// The file, where there is one.
    package var path: String? { if case .file(let path) = location { path } else { nil } }
}
