import ArgumentParser
import Glibc
import Identity

/// The program: the server, and the command line of those who run it.
@main
struct HueSSO: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hue-sso",
        abstract: "Đăng nhập một lần của thành phố Huế. (Hue City's single sign-on.)",
        discussion: """
            Cấu hình lấy từ tệp YAML (--config); biến môi trường (HUE_SSO_…) được ưu tiên; 'hue-sso config show' liệt \
            kê các mục. Mã thoát theo sysexits(3): 64 sai cách dùng, 65 sai dữ liệu, 66 không có, 69 không dùng được, \
            73 đã có, 74 không ghi được kết quả, 75 vừa bị thay đổi, 77 không được phép, 78 sai cấu hình.

            (Settings come from a YAML file (--config), overridden by environment variables (HUE_SSO_…); \
            'hue-sso config show' lists them. Exit codes are those of sysexits(3): 64 usage, 65 bad data, \
            66 no such thing, 69 not available, 73 already there, 74 output not written, 75 changed meanwhile, 77 not permitted, \
            78 configuration.)
            """,
        subcommands: [
            Init.self, Serve.self, Demo.self, ClientCommand.self, AccountCommand.self, SessionCommand.self,
            StreamCommand.self, ConsentCommand.self,
            UnitCommand.self,
            DirectoryCommand.self,
            RoleCommand.self,
            GrantCommand.self, Delegate.self, Can.self, WhoCanCommand.self, PolicyCommand.self, KeyCommand.self,
            VNeIDCommand.self,
            AuditCommand.self, ConfigCommand.self, DatabaseCommand.self, BackupCommand.self, Restore.self,
        ])

    func run() throws { throw ValidationError.noSubcommand }

    static func main() async {
        // Whatever we create (database, keys) is for our own user.
        umask(0o077)
        // Output whose reader is gone is a failure like another (74), and no sudden end.
        signal(SIGPIPE, SIG_IGN)
        StandardStreams.holdPlaces()
        await main(nil)
    }
}

extension ValidationError {
    init(_ vietnamese: String, english: String) {
        self.init(Bilingual(vietnamese, english).both)
    }

    /// A group of commands was named and none of them.
    static let noSubcommand = ValidationError(
        "hãy chọn một lệnh; --help liệt kê các lệnh", english: "say what to do; --help lists the commands")
}
