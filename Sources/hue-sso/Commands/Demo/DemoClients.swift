import Cryptography
import DemoPlatform
import Foundation
import Identity
import Keys
import OpenIDConnect
import Operations
import Permissions
import PolicyFiles
import SampleCity
import Server
import Wire

/// The platforms of Article 7, as the demo registers them, and the demo's own.
enum DemoClients {
    static let platformID = ClientID("demo-platform")
    /// The platform that the demo's own plays: the city-wide one, on which staff and citizens both do something.
    private static let demoPlatform = "cqs"

    /// Id and Vietnamese name; each stands at its name under hue.gov.vn (Hue-S is an app with a backend there).
    static let platforms: [(id: String, name: String)] = [
        ("gstt", "Nền tảng giám sát nhiệm vụ và chỉ tiêu"),
        ("cqs", "Nền tảng chính quyền số dùng chung"),
        ("bi", "Nền tảng báo cáo số"),
        ("sohoa", "Nền tảng số hóa và dữ liệu chủ"),
        ("gis", "Nền tảng bản đồ số"),
        ("ioc", "Trung tâm giám sát, điều hành đô thị thông minh"),
        ("hue-s", "Hue-S"),
        ("dcu", "Nền tảng thu thập dữ liệu"),
        ("da", "Nền tảng phân tích dữ liệu"),
        ("map", "Bản đồ nền dùng chung"),
        ("data", "Cổng dữ liệu mở"),
    ]

    /// What can be done on the demo's own platform.
    static func demoFunctions() throws -> [DemoFunction] {
        let files = SampleCity.policies.map { PolicyFile(name: $0.name, text: $0.text) }
        let platform = try PolicyFolder.policy(files).platforms.first { $0.id.slug == demoPlatform }
        return (platform?.allFunctions ?? []).filter(\.parts.isEmpty).map {
            DemoFunction(name: $0.id.text, title: $0.name.vietnamese)
        }
    }

    /// What is registered for a platform on its address.
    static func registrations(platformPort: Int) -> [ClientRegistration] {
        let city = platforms.map { platform in
            let origin = "https://\(platform.id).hue.gov.vn"
            return registration(
                id: platform.id, name: platform.name, redirect: origin + "/callback", home: origin,
                platform: platform.id)
        }
        let demo = registration(
            id: "demo-platform", name: "Nền tảng minh họa",
            redirect: DemoPlatform.redirectURI(port: platformPort),
            home: "http://localhost:\(platformPort)",
            postLogout: DemoPlatform.postLogoutRedirectURI(port: platformPort), platform: demoPlatform,
            backchannelLogout: DemoPlatform.backchannelLogoutURI(port: platformPort))
        return city + [demo]
    }

    private static func registration(
        id: String, name: String, redirect: String, home: String, postLogout: String? = nil,
        platform: String, backchannelLogout: String? = nil
    ) -> ClientRegistration {
        var registration = ClientRegistration(id: id, name: name, redirectURIs: [redirect])
        registration.postLogoutRedirectURIs = [postLogout ?? home + "/"]
        registration.homeURI = home
        registration.scopes = ["openid", "profile", "phone", "address", "org", "permissions"]
        registration.platform = platform
        registration.backchannelLogoutURI = backchannelLogout
        return registration
    }
}

/// A client of the demo with its secret, which the demo, unlike an installation, keeps to show it again; `nil` for one with a
/// key.
struct DemoClient: Sendable {
    let client: Client
    let secret: String?
}

extension DemoClients {
    /// Registers the demo's clients, or brings them up to date with this start's ports.
    static func register(
        on installation: Installation, _ registrations: [ClientRegistration], secretsFile: String
    ) async throws -> [DemoClient] {
        let secrets = try secrets(
            of: registrations.filter(\.hasSecret).map(\.id), file: secretsFile, random: installation.random)
        var clients: [DemoClient] = []
        for registration in registrations {
            // A file of an earlier start may have one of a client that has a key now.
            let secret = registration.hasSecret ? secrets[registration.id]?.string ?? "" : nil
            let client = try registration.client(secret: secret.map { SecretHash(of: $0) })
            _ = try await ProvideClient(installation).run(client, .byOperator(installation))
            clients.append(DemoClient(client: client, secret: secret))
        }
        return clients
    }

    /// The secrets of an earlier start, or new ones, in a file for our own user.
    private static func secrets(
        of ids: [String], file: String, random: any RandomSource
    ) throws -> JSONObject {
        if let data = FileManager.default.contents(atPath: file) {
            guard let secrets = try? JSONReader.readObject(Array(data)), ids.allSatisfy({ secrets[$0] != nil }) else {
                throw CommandFailure.badData(
                    "\(file) không phải là tệp của bản chạy thử; hãy xóa tệp này để bắt đầu lại",
                    english: "\(file) is not a demo's file; remove it to begin anew")
            }
            return secrets
        }
        let secrets = JSONObject(ids.map { ($0, JSONValue.string(ClientSecret(random: random).text)) })
        try SecretFile.create(JSONWriter.write(secrets), at: file)
        return secrets
    }
}
