import Database
import Directory
import Foundation
import Identity
import Operations
import Permissions
import PolicyFiles
import Server
import Storage

/// Policies as they are named on the command line: a folder of YAML files, `current`, or the number of a version.
enum PolicyFolder {
    /// The YAML files of a folder, test cases among them.
    static func files(at path: String) throws(CommandFailure) -> [PolicyFile] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw .notFound(
                "\(path) không phải là thư mục đọc được", english: "\(path) is not a folder that can be read")
        }
        var files: [PolicyFile] = []
        for name in names.sorted() where name.hasSuffix(".yaml") {
            files.append(PolicyFile(name: name, text: try readText(path + "/" + name)))
        }
        guard !files.isEmpty else {
            throw .notFound("không có tệp .yaml nào trong \(path)", english: "there are no .yaml files in \(path)")
        }
        return files
    }

    static func policy(_ files: [PolicyFile]) throws(CommandFailure) -> Policy {
        do { return try PolicyReader.read(files) } catch { throw CommandFailure(error) }
    }
}

extension CommandFailure {
    static func noPolicy(_ name: String) -> Self {
        .notFound(
            "không có chính sách \(name); xem hue-sso policy list",
            english: "there is no policy \(name); see hue-sso policy list")
    }

    init(_ errors: PolicyFileErrors) {
        let texts = errors.all.map { error in
            let advice = error.fault.advice
            return Bilingual("\(error.place): \(advice.vietnamese)", advice.english)
        }
        self.init(texts, code: EX_DATAERR)
    }
}

extension Office {
    /// The policy of a folder, in force now, or of a number.
    func policy(named name: String) async throws -> Policy {
        if name != "current", Int(name) == nil { return try PolicyFolder.policy(try PolicyFolder.files(at: name)) }
        let found =
            if let number = Int(name) {
                try await database.read { transaction in try transaction.policies.find(number: number) }
            } else { try await policyInForce() }
        guard let found else { throw CommandFailure.noPolicy(name) }
        guard let policy = found.policy else { throw CommandFailure(.policyUnreadable(number: found.number)) }
        return policy
    }

    private func policyInForce() async throws -> PolicyVersion? {
        let now = clock.now
        return try await database.read { transaction in
            try transaction.policies.facts(at: try transaction.permissionRevisions.latest()).map(\.fact)
        }.first { $0.period.contains(now) }
    }

    /// What a change of policy changes, with the units, posts and grants as they are at a moment.
    /// - Parameter moment: when; now, if not given.
    func difference(from old: Policy, to new: Policy, at moment: Instant? = nil) async throws -> PolicyDiff {
        let moment = moment ?? clock.now
        let (units, assignments, grants) = try await database.read { transaction in
            let revision = try transaction.permissionRevisions.latest()
            return (
                try transaction.units.facts(at: revision).map(\.fact),
                try transaction.assignments.facts(at: revision).map(\.fact),
                try transaction.roleGrants.facts(at: revision).map(\.fact)
            )
        }
        let tree: UnitTree
        do throws(UnitTreeError) { tree = try UnitTree(of: units, at: moment) } catch {
            // Nobody may anything where there are no units yet.
            if error == .noRoot { return PolicyDiff(from: old, to: new) }
            throw CommandFailure(PermissionsUnavailable(error))
        }
        let (before, after) = (
            SnapshotCompiler.compile(policy: old, tree: tree, assignments: assignments, grants: grants).snapshot,
            SnapshotCompiler.compile(policy: new, tree: tree, assignments: assignments, grants: grants).snapshot
        )
        var people = Set(assignments.map(\.person))
        for case .person(let person) in grants.map(\.subject) { people.insert(person) }
        return PolicyDiff(from: before, to: after, people: people, at: moment)
    }
}
