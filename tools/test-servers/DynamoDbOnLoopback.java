import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Starts DynamoDB Local, with its own arguments, on the loopback interface only. It has no option for that and would
 * listen to everybody, nor does it take port 0; so its connectors are given host and port between making the server and
 * starting it. The system chooses the port. Prints {@code listening on 127.0.0.1:PORT} when it answers.
 */
public final class DynamoDbOnLoopback {
  private DynamoDbOnLoopback() {}

  public static void main(String[] arguments) throws Exception {
    DynamoDBProxyServer local = ServerRunner.createServerFromCommandLineArgs(arguments);
    var field = DynamoDBProxyServer.class.getDeclaredField("server");
    field.setAccessible(true);
    Server server = (Server) field.get(local);
    for (Connector connector : server.getConnectors()) {
      ((ServerConnector) connector).setHost("127.0.0.1");
      ((ServerConnector) connector).setPort(0);
    }
    local.start();
    int port = ((NetworkConnector) server.getConnectors()[0]).getLocalPort();
    System.out.println("listening on 127.0.0.1:" + port);
    local.join();
  }
}
