import ArgumentParser
import Directory
import Foundation
import Identity
import Operations
import Permissions
import PolicyFiles
import Settings

/// Units and staff from LDAP.
struct DirectoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "directory",
        abstract: "Đơn vị và nhân sự từ thư mục LDAP. (Units and staff from LDAP.)",
        discussion: """
            Tệp ánh xạ là mục directory.mapping của cấu hình. 'plan' chỉ xem; 'apply' thực hiện; thay đổi lớn được giữ lại \
            (mã thoát 77) đến khi có người duyệt bằng 'approve'.

            (The mapping file is the setting directory.mapping. 'plan' only looks; 'apply' carries out; a large change is held \
            (exit code 77) until somebody approves it with 'approve'.)
            """,
        subcommands: [
            DirectoryCheck.self, DirectoryPlan.self, DirectoryApply.self, DirectoryApprove.self,
            DirectoryStatusCommand.self, DirectoryUndo.self, DirectorySourceCommand.self,
            DirectoryHeld.self,
        ])

    func run() throws { throw ValidationError.noSubcommand }
}

/// From when on what a directory changes is true.
struct DirectoryValidity: ParsableArguments {
    @Option(
        name: .long,
        help: """
            Thay đổi có hiệu lực từ khi nào, không muộn hơn bây giờ; không nêu là từ bây giờ. (From when on what changes is \
            true, not later than now; from now on, if not given.)
            """)
    var from: String?

    func moment(_ installation: Installation) throws -> Instant? {
        guard let from else { return nil }
        let moment = try typedMoment(from, "--from")
        guard moment <= installation.clock.now else {
            throw CommandFailure.badData("--from còn ở phía trước", english: "--from lies ahead")
        }
        return moment
    }
}

/// Which installation and which source a command works on.
struct DirectoryOptions: ParsableArguments {
    @OptionGroup var data: DataOptions

    @Option(
        name: .long,
        help: """
            Tệp ánh xạ; thay cho mục directory.mapping của cấu hình; không có cả hai thì là Policies/directory.yaml, nếu \
            có. (The mapping file; overrides the setting directory.mapping; without both it is Policies/directory.yaml, if \
            that is there.)
            """)
    var mapping: String?

    func desk() async throws -> (installation: Installation, desk: DirectoryDesk) {
        let file = try await file()
        let installation = try await data.installation()
        return (installation, try await makeDirectoryDesk(file, installation))
    }

    private func file() async throws -> PolicyFile {
        if let mapping { return try readMapping(mapping) }
        guard let file = try await data.completeConfiguration().mapping() else { throw CommandFailure.noMapping }
        return file
    }
}

extension ProviderConfiguration {
    /// The mapping, for the commands and for `serve` alike: the one that the settings name, or else the one beside the policies;
    /// `nil` where there is neither.
    func mapping() throws -> PolicyFile? {
        if let (path, contents) = directoryMapping { return PolicyFile(name: path, text: try readText(path, contents)) }
        let usual = "Policies/directory.yaml"
        return FileManager.default.fileExists(atPath: usual) ? try readMapping(usual) : nil
    }
}

func readMapping(_ path: String) throws(CommandFailure) -> PolicyFile {
    PolicyFile(name: path, text: try readText(path))
}

/// Reads the mapping by the policy that is in force, and puts the source together.
func makeDirectoryDesk(_ file: PolicyFile, _ installation: Installation) async throws -> DirectoryDesk {
    try DirectoryDesk(installation, try await readDirectoryMapping(file, installation), text: file.text)
}

/// Reads the mapping by the policy that is in force.
func readDirectoryMapping(_ file: PolicyFile, _ installation: Installation) async throws -> DirectoryMapping {
    let rules: DirectoryRules
    switch try await DirectoryDesk.rules(of: installation) {
    case .success(let found): rules = found
    case .failure(let unavailable): throw CommandFailure(unavailable)
    }
    do {
        return try DirectoryFileReader.read(file, positions: rules.positions, kinds: Set(rules.below.keys))
    } catch let errors as PolicyFileErrors { throw CommandFailure(errors) }
}

extension CommandFailure {
    static let noMapping = Self(
        "chưa cấu hình thư mục nào: hãy đặt directory.mapping, hoặc nêu --mapping",
        english: "no directory is configured: set directory.mapping, or say --mapping", code: EX_CONFIG)
}
