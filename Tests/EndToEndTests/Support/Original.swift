import Foundation

/// The files of an installation that takes long to make, for as many copies as tests need: the primes of its keys take
/// seconds to find, and a city comes in by a command after another. It is made once, by the commands of an operator.
struct Original: Sendable {
    private let files: [String: Data]

    /// There is nobody in it yet.
    static let empty = Task.detached { try await Original { _ in } }
    /// With the small city in it.
    static let small = Task.detached { try await Original { try await $0.found() } }

    private init(_ found: (Installation) async throws -> Void) async throws {
        let installation = try Installation.folder()
        defer { installation.remove() }
        try await installation.initialize()
        try await found(installation)
        let names = try FileManager.default.contentsOfDirectory(atPath: installation.data.path)
        files = Dictionary(
            uniqueKeysWithValues: try names.map { name in
                (name, try Data(contentsOf: installation.data.appendingPathComponent(name)))
            })
    }

    /// - Parameter folder: is there already.
    func copy(into folder: URL) throws {
        for (name, content) in files { try Self.write(content, to: folder.appendingPathComponent(name)) }
    }

    /// As a demo keeps its own: the records, and the master key in a file.
    func copyAsDemo(into folder: URL) throws {
        let keys = folder.appendingPathComponent("Keys")
        try FileManager.default.createDirectory(
            at: keys, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try Self.write(Data(Assumed.masterKey.utf8), to: keys.appendingPathComponent("demo-master.key"))
        let records = "hue-sso.sqlite"
        guard let content = files[records] else { throw Installation.Nothing(description: "no \(records)") }
        try Self.write(content, to: folder.appendingPathComponent(records))
    }

    private static func write(_ content: Data, to file: URL) throws {
        guard
            FileManager.default.createFile(
                atPath: file.path, contents: content, attributes: [.posixPermissions: 0o600])
        else { throw Installation.Nothing(description: "\(file.path) can't be written") }
    }
}
