import ArgumentParser
import Audit
import Cryptography
import Database
import Foundation
import Identity
import Operations
import Server
import Storage

/// Which installation a command works on.
struct DataOptions: ParsableArguments {
    @Option(
        name: .long,
        help: """
            Tệp cấu hình YAML; không nêu thì dùng hue-sso.yaml cạnh dữ liệu, nếu có. \
            (The configuration file in YAML; without it hue-sso.yaml beside the data, if there is one.)
            """)
    var config: String?

    @Option(
        name: .long,
        help: """
            Thư mục cơ sở dữ liệu và khóa; thay cho mục 'data' của cấu hình. \
            (The directory of database and keys; overrides the setting 'data'.)
            """)
    var data: String?

    /// - Throws: when the file that `--config` names isn't there; what is wrong in it is said where it is used.
    func configuration() async throws(CommandFailure) -> ProviderConfiguration {
        if let config, !FileManager.default.fileExists(atPath: config) {
            throw .notFound("không có tệp cấu hình \(config)", english: "the configuration file \(config) is not there")
        }
        let beside = (data ?? ".") + "/hue-sso.yaml"
        let file = config ?? (FileManager.default.fileExists(atPath: beside) ? beside : nil)
        return await ProviderConfiguration(
            file: file, environment: ProcessInfo.processInfo.environment,
            overrides: data.map { ["data": $0] } ?? [:])
    }

    /// Opens the installation's database; makes it when it isn't there yet.
    func office() async throws -> Office {
        let configuration = try await configuration()
        return Office(
            installation: try openInstallation(configuration), configuration: configuration)
    }

    /// Opens the installation's records; makes them where there are none yet.
    func installation() async throws -> Installation { try openInstallation(try await configuration()) }
}

func openInstallation(_ configuration: ProviderConfiguration) throws -> Installation {
    do {
        try FileManager.default.createDirectory(
            atPath: configuration.dataDirectory, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    } catch {
        throw CommandFailure(
            "không tạo hoặc không dùng được thư mục dữ liệu \(configuration.dataDirectory)",
            english: "the data directory \(configuration.dataDirectory) can't be made or used", code: EX_CANTCREAT)
    }
    return try Installation(
        databasePath: configuration.databasePath, clock: SystemWallClock(), random: OpenSSLRandomSource())
}

/// What an administrator's command works with. Each act and its audit event are one transaction.
struct Office: Sendable {
    let installation: Installation
    let configuration: ProviderConfiguration

    var database: Database { installation.database }
    var clock: any WallClock { installation.clock }
    var random: any RandomSource { installation.random }

    /// Does something to a thing, and writes down who did it, or tried.
    /// - Parameter body: returns whether it was done; a body that could not do it has changed nothing.
    @discardableResult
    func act(
        _ action: AuditEvent.Action, client: String? = nil, object: String? = nil,
        _ body: @escaping @Sendable (WriteTransaction, Instant) throws -> Bool
    ) async throws -> Bool {
        let now = clock.now
        let event = administratorsEvent(action, client: client, object: object)
        return try await database.write { transaction in
            let isDone = try body(transaction, now)
            try transaction.audit.append(event(now, isDone ? .success : .refused("not-possible")))
            return isDone
        }
    }

    /// What is written down of something that an administrator does here, once it is known how it ended.
    func administratorsEvent(
        _ action: AuditEvent.Action, client: String? = nil, object: String? = nil
    ) -> @Sendable (Instant, AuditEvent.Outcome) -> AuditEvent {
        let actor = AuditEvent.Actor.administrator(NSUserName())
        return { moment, outcome in
            AuditEvent(
                moment: moment, action: action, outcome: outcome, actor: actor, origin: .local, client: client,
                object: object)
        }
    }
}

extension Act {
    /// What an administrator does at this command line, now.
    static func byOperator(_ installation: Installation) -> Act {
        Act(actor: .administrator(NSUserName()), origin: .local, now: installation.clock.now)
    }
}
