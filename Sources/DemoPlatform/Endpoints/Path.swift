/// Where everything is on the demo platform.
enum Path {
    static let start = "/"
    static let login = "/login"
    static let callback = "/callback"
    static let rights = "/rights"
    static let logout = "/logout"
    static let signedOut = "/signed-out"
    static let backchannelLogout = "/backchannel-logout"
    static let styleSheet = "/style.css"
}
