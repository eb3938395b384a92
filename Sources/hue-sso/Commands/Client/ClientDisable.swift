import ArgumentParser
import Database
import OpenIDConnect
import Storage

struct ClientDisable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Ngừng một nền tảng. (Disable a platform: no sign-in, no tokens; 'edit --enable' undoes it.)")

    @OptionGroup var client: ClientArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let id = try client.parsed()
            try confirmation.confirm(
                "Sẽ không ai đăng nhập được vào '\(id)' nữa.",
                english: "Nobody will be able to sign in to '\(id)'.")
            let isThere = try await office.act(.clientDisable, client: id.text) {
                transaction, _ in
                try transaction.clients.setEnabled(false, id)
            }
            guard isThere else { throw client.missing }
        }
    }
}

struct ClientRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Xóa một nền tảng. (Remove a platform for good; its id is never given again.)")

    @OptionGroup var client: ClientArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let id = try await office.client(client).id
            try confirmation.confirm(
                "'\(id)' và mọi thứ đã cấp cho nền tảng này sẽ bị xóa vĩnh viễn.",
                english: "'\(id)' and everything that was given to it will be gone for good.")
            let wasThere = try await office.act(.clientRemove, client: id.text) {
                transaction, now in
                try transaction.clients.remove(id, at: now)
            }
            guard wasThere else { throw client.missing }
        }
    }
}
