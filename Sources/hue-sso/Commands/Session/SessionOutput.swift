import Identity
import OpenIDConnect
import Operations
import Wire

/// How sessions are shown.
extension ReadSessions.Listing {
    static let columns = [
        "MÃ PHIÊN (SESSION)", "NGƯỜI (PERSON)", "ĐĂNG NHẬP (SIGNED IN)", "TRẠNG THÁI (STATE)", "NỀN TẢNG (PLATFORMS)",
    ]

    func cells(_ labels: PersonLabels) -> [String] {
        [id.text, labels.text(person), authentication.moment.text, state.both, progress.text(isLive: isLive).both]
    }

    func json(_ labels: PersonLabels) -> JSONObject {
        var json: JSONObject = [
            "id": .string(id.text), "person": labels.json(person),
            "signed_in_at": .string(authentication.moment.text),
            "acr": .string(AuthenticationContext.name(of: authentication.level)),
            "last_seen_at": .string(lastSeen.text), "live": .bool(isLive),
        ]
        json["ended_at"] = endedAt.map { .string($0.text) } ?? .null
        json["signed_out"] = .integer(Int64(progress.signedOut))
        json["retrying"] = .integer(Int64(progress.retrying))
        json["platforms"] = .array(progress.platforms.map { .object($0.json) })
        return json
    }

    var state: Bilingual {
        if isLive { return Bilingual("đang dùng", "live") }
        return endedAt == nil ? Bilingual("hết hạn", "expired") : Bilingual("đã kết thúc", "ended")
    }
}

extension SessionProgress {
    func text(isLive: Bool) -> Bilingual {
        let all = platforms.count
        guard !isLive else { return Bilingual("\(all) nền tảng", all == 1 ? "1 platform" : "\(all) platforms") }
        return LogoutSummary(of: all, signedOut: signedOut, retrying: retrying, unreached: unreached).text
    }
}

extension SessionProgress.Platform {
    static let columns = ["NỀN TẢNG (CLIENT ID)", "TÊN (NAME)", "BIẾT PHIÊN TỪ (SINCE)", "TRẠNG THÁI (STATE)"]

    var cells: [String] { [client.text, name, since.text, text.both] }

    var json: JSONObject {
        var json: JSONObject = [
            "client_id": .string(client.text), "name": .string(name), "since": .string(since.text),
        ]
        switch state {
        case .signedIn: json["state"] = "signed-in"
        case .signedOut(let moment):
            json["state"] = "signed-out"
            json["at"] = .string(moment.text)
        case .retrying(let attempts, let next, let failure):
            json["state"] = "retrying"
            json["attempts"] = .integer(Int64(attempts))
            json["next_at"] = .string(next.text)
            json["failure"] = failure.map(JSONValue.string) ?? .null
        case .givenUp(let moment):
            json["state"] = "given-up"
            json["at"] = .string(moment.text)
        case .cannotBeTold: json["state"] = "cannot-be-told"
        }
        return json
    }

    private var text: Bilingual {
        switch state {
        case .signedIn: Bilingual("đang đăng nhập", "signed in")
        case .signedOut(let moment): Bilingual("đã đăng xuất lúc \(moment.text)", "signed out at \(moment.text)")
        case .retrying(let attempts, let next, let failure):
            Bilingual(
                "đã thử \(attempts) lần\(failure.map { " (\($0))" } ?? ""), lần sau lúc \(next.text)",
                "tried \(attempts) times\(failure.map { " (\($0))" } ?? ""), next at \(next.text)")
        case .givenUp(let moment): Bilingual("thôi báo từ \(moment.text)", "given up at \(moment.text)")
        case .cannotBeTold:
            Bilingual(
                "không có --backchannel-logout-uri; token của nó đã hết hiệu lực",
                "has no --backchannel-logout-uri; its tokens have ended")
        }
    }
}
