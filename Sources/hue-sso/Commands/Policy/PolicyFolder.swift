import Foundation
import Identity
import Operations
import Permissions
import PolicyFiles

/// Policies as they are named on the command line: a folder of YAML files, `current`, or the number of a version.
enum PolicyFolder {
    /// The YAML files of a folder, test cases among them.
    static func files(at path: String) throws(CommandFailure) -> [PolicyFile] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw .notFound(
                "\(path) không phải là thư mục đọc được", english: "\(path) is not a folder that can be read")
        }
        var files: [PolicyFile] = []
        for name in names.sorted() where isPolicy(name, in: path) {
            files.append(PolicyFile(name: name, text: try readText(path + "/" + name)))
        }
        guard !files.isEmpty else {
            throw .notFound("không có tệp .yaml nào trong \(path)", english: "there are no .yaml files in \(path)")
        }
        return files
    }

    /// Whether a file of the folder is read. One that somebody may take for a policy and that isn't read is named.
    private static func isPolicy(_ name: String, in folder: String) -> Bool {
        let isYAML = name.hasSuffix(".yaml")
        if name.hasPrefix("."), isYAML || name.hasSuffix(".yml") {
            // An editor's or a file system's own, beside the one that it is about.
            warn(
                "bỏ qua tệp ẩn \(folder)/\(name)", english: "the hidden file \(folder)/\(name) is passed over")
            return false
        }
        if name.hasSuffix(".yml") {
            warn(
                "bỏ qua \(folder)/\(name): tệp chính sách có đuôi .yaml; hãy đổi tên nếu đó là chính sách",
                english: "\(folder)/\(name) is passed over: policies end in .yaml; rename it if it is one")
        }
        return isYAML
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

extension Installation {
    /// The policy of a folder, in force now, or of a number.
    func policy(named name: String) async throws -> Policy {
        if name != "current", Int(name) == nil { return try PolicyFolder.policy(try PolicyFolder.files(at: name)) }
        let policies = RecordedPolicies(self)
        let found =
            if let number = Int(name) { try await policies.find(number: number) } else {
                try await policies.inForce(at: clock.now)
            }
        guard let found else { throw CommandFailure.noPolicy(name) }
        switch found.policy {
        case .success(let policy): return policy
        case .failure(let errors):
            let unavailable = CommandFailure(PermissionsUnavailable.policyUnreadable(number: found.number))
            throw CommandFailure(unavailable.texts + CommandFailure(errors).texts, code: unavailable.code)
        }
    }

    /// What a change of policy changes, with the units, posts and grants as they are at a moment.
    func difference(from old: Policy, to new: Policy, at moment: Instant) async throws -> PolicyDiff {
        switch try await RecordedPolicies(self).difference(from: old, to: new, at: moment) {
        case .success(let difference): return difference
        case .failure(let unavailable): throw CommandFailure(unavailable)
        }
    }
}
